import { createSubscriber } from 'svelte/reactivity'

// One timer for every wait on screen, none when nothing shows time.
const tick = createSubscriber(update => {
  const t = setInterval(update, 1000)
  return () => clearInterval(t)
})

let ahead = 0

/** How far the server's clock is ahead of this one, from a message that says what time it is there. */
export function synchronise(asOf: number) {
  ahead = asOf - Date.now()
}

/** The server's time now, ticking every second where it is read. */
export const now = () => (tick(), Date.now() + ahead)
