import { api, get } from '../lib/api.ts'
import { listen, type ContactRow } from '../lib/live.svelte.ts'

/** How often the line is looked at while the desk is in front and nothing is heard. */
const LOOK_MS = 10_000
/** Shown at most: this is to see what comes, not to choose from. */
const SHOWN = 20

/** Who waits for what the reader could serve, the next one first. Call it while a component starts. */
export function waitingLine() {
  let rows = $state.raw<ContactRow[]>([])
  let looking = false
  const look = async () => {
    if (looking || document.hidden) return
    looking = true
    // A look that fails is made again soon; the last one stays.
    const found = await get(api.GET('/api/contacts', { params: { query: { view: 'queue', limit: SHOWN } } })).catch(() => undefined)
    if (found) rows = found.contacts
    looking = false
  }
  $effect(() => {
    void look()
    const again = setInterval(look, LOOK_MS)
    const stop = listen(heard => {
      if (heard.type === 'hello' || heard.type === 'offer' || heard.type === 'offer_gone') void look()
    })
    return () => {
      clearInterval(again)
      stop()
    }
  })
  return {
    get rows() {
      return rows
    },
  }
}
