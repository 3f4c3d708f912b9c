import { Problem, type Schemas } from '../lib/api.ts'
import { listen } from '../lib/live.svelte.ts'

/**
 * Something read from the server, and read again whenever the floor changes in what it depends on; one reading at a time.
 * Call it while a component starts.
 */
export function reread<T>(read: () => Promise<T>, concerns: (diff: Schemas['FloorDiff']) => boolean) {
  let found = $state.raw<T>()
  let problem = $state.raw<Problem>()
  let reading: Promise<void> | undefined
  let stale = false
  const again = async () => {
    if (reading) return void (stale = true)
    const wanted = read
    reading = wanted().then(
      now => ((found = now), (problem = undefined)),
      error => {
        if (!(error instanceof Problem)) throw error
        problem = error
      },
    ).then(() => {})
    await reading.finally(() => (reading = undefined))
    if (stale) {
      stale = false
      await again()
    }
  }
  $effect(() => {
    void again()
    return listen(heard => {
      if (heard.type === 'hello' || (heard.type === 'floor' && concerns(heard.diff))) void again()
    })
  })
  return {
    get found() {
      return found
    },
    get problem() {
      return problem
    },
    again,
  }
}
