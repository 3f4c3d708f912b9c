import type { Schemas } from '../lib/api.ts'
import { clock, number } from '../lib/format.ts'
import { language } from '../lib/language.svelte.ts'

// What a reason is worth looking into for: how much, whither, how much needs nobody, at what cost, at what effort.
const REASON = ['contacts', 'trend', 'self_solved', 'cost', 'cost_per_contact', 'effort', 'offered', 'response_rate', 'service_level', 'asa', 'aht', 'repeats', 'said_again', 'fcr']
const CENTRE = ['offered', 'answered', 'response_rate', 'service_level', 'asa', 'abandonment', 'aht', 'frt', 'fcr', 'callbacks_kept', 'ease', 'occupancy']
// Who waits is nobody's own; what one does with her time is.
const AGENT = ['occupancy', 'aht', 'aht_same_mix', 'talk_time', 'hold_time', 'wrap_up_time', 'frt', 'ease', 'csat']

/** A column of a report; `text` says its figure where the figure alone would not do. */
export type Column = Schemas['MeasureView'] & { text?: (row: Schemas['ReportRow']) => string }

/** What a report shows before more is asked for, in the order in which it is read: only what this grouping measures. */
export function columns(measures: readonly Column[], { by, rows }: Pick<Schemas['Report'], 'by' | 'rows'>, all: boolean) {
  const first = (by === 'agent' ? AGENT : by === 'reason' ? REASON : CENTRE).flatMap(id => measures.filter(measure => measure.id === id))
  return all ? [...new Set([...first, ...measures])] : first.filter(({ id, text }) => text || rows.some(row => row.values[id] != null))
}

const STEPS: Partial<Record<Schemas['ReportBy'], number>> = { half_hour: 1_800_000, hour: 3_600_000, day: 86_400_000 }

/**
 * The stretches of a report in a line without gaps, for a chart: where nothing was measured there is nothing. The one
 * that still runs is left out, since half of it would look like a fall.
 */
export function along(report: Pick<Schemas['Report'], 'by' | 'rows' | 'as_of'>) {
  const step_ms = STEPS[report.by] ?? 0
  const rows = report.rows.filter(row => Number(row.key) + step_ms <= report.as_of)
  const from = Number(rows[0]?.key ?? 0)
  const last = Number(rows.at(-1)?.key ?? 0)
  const count = step_ms && rows.length ? Math.round((last - from) / step_ms) + 1 : 0
  const values = (measure: string) => {
    const line = new Array<number | null>(count).fill(null)
    for (const row of rows) line[Math.round((Number(row.key) - from) / step_ms)] = row.values[measure] ?? null
    return line
  }
  return { from, step_ms, count, values }
}

/** A figure as people read it. */
export function shown(value: number | null | undefined, unit: Schemas['Unit'], currency?: string | null) {
  if (value == null) return '–'
  if (unit === 'ms') return clock(value)
  if (unit === 'permille') return new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: 1 }).format(value / 1000)
  if (unit === 'money') return currency ? money(value, currency) : '–'
  return number(value)
}

/** Millionths of a currency's unit, in the currency's digits; a price keeps those in which prices differ. */
export function money(micros: number, currency: string, price = false) {
  const digits = price && micros % 1e6 !== 0 ? { maximumFractionDigits: micros < 1e6 ? 4 : 2 } : {}
  return new Intl.NumberFormat(language(), { style: 'currency', currency, ...digits }).format(micros / 1e6)
}

/** The time before a report of the same length, as much of it as has passed: today until now beside yesterday until then. */
export function before(from: number, to: number, asOf: number) {
  const length = to - from
  return { from: from - length, to: Math.min(to, asOf) - length }
}

/** How much more or less, in thousandths; nothing can be said of what was not there before. */
export const change = (was: number | null | undefined, is: number | null | undefined) => (was && is != null ? Math.round(((is - was) / was) * 1000) : null)

/** +12%, −3%, or a dash. */
export function changed(permille: number | null) {
  if (permille === null) return '–'
  return new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' }).format(permille / 1000)
}
