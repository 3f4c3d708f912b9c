import { api, get } from '../lib/api.ts'
import { listen } from '../lib/live.svelte.ts'
import { session } from '../lib/me.svelte.ts'

/** A plan changes without a word over the socket, so the next break is asked for again this often. */
const LOOK_MS = 60_000

/** Keeps the reader's next break true while it is shown; returns how to stop. */
export function followBreak() {
  const look = async () => {
    if (document.hidden) return
    // A look that fails is made again soon; the last one stays.
    const me = await get(api.GET('/api/me')).catch(() => undefined)
    if (me && session.me) session.me.next_break = me.next_break
  }
  const again = setInterval(look, LOOK_MS)
  document.addEventListener('visibilitychange', look)
  // Another state may have brought rest; after a broken line anything may have changed.
  const stop = listen(heard => {
    if (heard.type === 'presence' || heard.type === 'hello') void look()
  })
  return () => {
    clearInterval(again)
    document.removeEventListener('visibilitychange', look)
    stop()
  }
}
