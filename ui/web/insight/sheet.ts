import type { Schemas } from '../lib/api.ts'
import { clock, number } from '../lib/format.ts'
import { language } from '../lib/language.svelte.ts'

const CENTRE = ['offered', 'answered', 'response_rate', 'service_level', 'asa', 'abandonment', 'aht', 'frt', 'fcr', 'callbacks_kept', 'ease', 'occupancy']
// Who waits is nobody's own; what one does with her time is.
const AGENT = ['occupancy', 'aht', 'aht_same_mix', 'talk_time', 'hold_time', 'wrap_up_time', 'frt', 'ease', 'csat']

/** What a report shows before more is asked for, in the order in which it is read: only what this grouping measures. */
export function columns(measures: readonly Schemas['MeasureView'][], { by, rows }: Pick<Schemas['Report'], 'by' | 'rows'>, all: boolean) {
  const first = (by === 'agent' ? AGENT : CENTRE).flatMap(id => measures.filter(measure => measure.id === id))
  return all ? [...new Set([...first, ...measures])] : first.filter(({ id }) => rows.some(row => row.values[id] != null))
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
export function shown(value: number | null | undefined, unit: Schemas['Unit']) {
  if (value == null) return '–'
  if (unit === 'ms') return clock(value)
  if (unit === 'permille') return new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: 1 }).format(value / 1000)
  return number(value)
}
