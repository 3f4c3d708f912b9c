import type { Schemas } from '../lib/api.ts'

type Alert = Pick<Schemas['Alert'], 'kind' | 'state' | 'since'>

/** What somebody must still act on: what nobody has seen before what was, a person in danger before all else, then the oldest. */
export const inOrder = <A extends Alert>(alerts: Iterable<A>) => {
  const rank = (alert: Alert) => 2 * Number(alert.state === 'seen') + Number(alert.kind !== 'distress')
  return [...alerts].filter(alert => alert.state !== 'done').sort((a, b) => rank(a) - rank(b) || a.since - b.since)
}
