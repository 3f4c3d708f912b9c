import { SvelteMap } from 'svelte/reactivity'
import { api, get, type Schemas } from '../lib/api.ts'
import { synchronise } from '../lib/clock.ts'
import { alerts, listen, live, tell } from '../lib/live.svelte.ts'

/** The wallboard: loaded once, then kept by the differences that come, at most twice a second. */
export const board = $state({ asOf: 0, figures: undefined as Schemas['Figures'] | undefined })
export const queues = new SvelteMap<number, Schemas['QueueRow']>()
export const people = new SvelteMap<number, Schemas['AgentRow']>()

function merge(diff: Schemas['FloorDiff']) {
  synchronise(diff.as_of)
  board.asOf = diff.as_of
  if (diff.figures) board.figures = diff.figures
  if (diff.whole) {
    queues.clear()
    people.clear()
  }
  for (const row of diff.queues) queues.set(row.reason.id, row)
  for (const row of diff.people) people.set(row.agent.id, row)
  for (const id of diff.people_gone) people.delete(id)
}

/** Follows the floor while a screen shows it; returns how to stop. */
export function follow() {
  const stop = listen(heard => {
    if (heard.type === 'floor') merge(heard.diff)
    if (heard.type === 'hello') tell({ type: 'floor', on: true })
  })
  if (live.online) tell({ type: 'floor', on: true })
  return () => {
    stop()
    tell({ type: 'floor', on: false })
  }
}

export async function load() {
  const floor = await get(api.GET('/api/floor'))
  merge({ as_of: floor.as_of, whole: true, figures: floor.figures, queues: floor.queues, people: floor.people, people_gone: [] })
  alerts.clear()
  for (const alert of floor.alerts) alerts.set(alert.id, alert)
}
