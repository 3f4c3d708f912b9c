import type { Schemas } from '../../lib/api.ts'
import { dayTime, number } from '../../lib/format.ts'
import type en from '../../words/en/whatIf.ts'

type Words = typeof en
type Measure = Schemas['TryMeasure']

const shares: Measure[] = ['service_level', 'abandonment', 'callbacks_kept', 'occupancy']
const round = (n: number, digits: number) => number(Math.round(n * 10 ** digits) / 10 ** digits)

/** A figure as it is read: shares in percent, times in seconds or minutes, counts with one digit at most. */
export function shown(t: Words, measure: Measure, value: number | null | undefined, difference = false): string {
  if (value == null) return '–'
  if (shares.includes(measure)) return (difference ? t.pp : t.share)(round(value * 100, 1))
  switch (measure) {
    case 'asa':
    case 'effort':
      return Math.abs(value) < 120_000 ? t.second(round(value / 1000, 1)) : t.minute(round(value / 60_000, 1))
    case 'long_waits':
    case 'gave_up':
      return t.people(round(value, Math.abs(value) < 10 ? 1 : 0))
    case 'strain':
      return t.points(round(value, 2))
    default:
      return t.won(round(value, 0))
  }
}

/** The same with its sign. */
export function signed(t: Words, measure: Measure, value: number): string {
  const size = shown(t, measure, Math.abs(value), true)
  // What is shown as nothing has no sign.
  const sign = size === shown(t, measure, 0, true) ? '' : value > 0 ? '+' : '−'
  return sign + size
}

export const interval = (t: Words, measure: Measure, low: number, high: number) => t.interval(signed(t, measure, low), signed(t, measure, high))

/** What would have been different, in a sentence. Its verb says which way; the size and its interval have no sign. */
export function sentence(t: Words, { measure, shift, by, low, high }: Schemas['Said']) {
  const size = (value: number) => shown(t, measure, Math.abs(value), true)
  const interval = by > 0 ? t.interval(size(low), size(high)) : t.interval(size(high), size(low))
  return t.said[measure]({ by: size(by), interval, more: by > 0 }, shift ? t.shift[shift] : '')
}

/** Whether two differences from what was are apart for certain: their intervals do not overlap. */
export const apart = (a: Schemas['TrySide'], b: Schemas['TrySide']) =>
  a.low != null && a.high != null && b.low != null && b.high != null && (a.high < b.low || b.high < a.low)

/** The waits of several tries on one axis, from the first piece anything is known of to the last; of other days by the time of day. */
export function together(tries: readonly { waits: readonly Schemas['TryWaits'][]; step_ms: number; midnight: number }[]) {
  const step_ms = Math.max(...tries.map(one => one.step_ms))
  const known = tries.map(one => new Map(one.waits.filter(piece => piece.changed_ms != null).map(piece => [Math.floor((piece.at - one.midnight) / step_ms), piece.changed_ms])))
  const at = known.flatMap(pieces => [...pieces.keys()])
  const [first, last] = [Math.min(...at), Math.max(...at)]
  const count = at.length ? last - first + 1 : 0
  return { from: (tries[0]?.midnight ?? 0) + (at.length ? first : 0) * step_ms, step_ms, lines: known.map(pieces => Array.from({ length: count }, (_, i) => pieces.get(first + i) ?? null)) }
}

/** What is to be read of a try: when nobody is there, because nothing else need be explained then, and all that is certain. */
export const reading = (t: Words, { nobody, said }: Pick<Schemas['TryResult'], 'nobody' | 'said'>) => [
  ...(nobody ?? []).map(({ from, to }) => t.nobody(dayTime(from), dayTime(to))),
  ...said.map(one => sentence(t, one)),
]

/** Whether the stretch was long enough for intervals. */
export const timed = ({ figures }: Pick<Schemas['TryResult'], 'figures'>) => figures.some(figure => figure.measure === 'long_waits' && figure.changed.low != null)

/** What was changed, in a few words. */
export function changes(t: Words, { change, policy }: Pick<Schemas['TryRow'], 'change' | 'policy'>): string {
  const times = (name: string, percent: number) => (percent === 100 ? [] : [`${name} ${percent}%`])
  const share = (name: string, percent: number) => (percent === 0 ? [] : [`${name} ${percent}%`])
  const all = [
    ...(policy === 'draft' ? [t.changes.draft] : []),
    ...times(t.changes.volume, change.volume_percent),
    ...times(t.changes.handle, change.handle_percent),
    ...(change.agents === 0 ? [] : [`${t.changes.agents} ${t.morePeople(change.agents)}`]),
    ...share(t.changes.callbacks, change.callback_percent),
    ...share(t.changes.bot, change.bot_percent),
  ]
  return all.join(' · ') || t.changes.nothing
}
