import type { Schemas } from '../lib/api.ts'
import { clock, number } from '../lib/format.ts'
import { language, say } from '../lib/language.svelte.ts'

/** What a report shows before more is asked for, in the order in which it is read. */
export const FIRST = ['offered', 'answered', 'response_rate', 'service_level', 'asa', 'abandonment', 'aht', 'fcr', 'callbacks_kept', 'occupancy']

/** A figure as people read it. */
export function shown(value: number | null | undefined, unit: Schemas['Unit']) {
  if (value == null) return '–'
  if (unit === 'ms') return clock(value)
  if (unit === 'permille') return new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: 1 }).format(value / 1000)
  return number(value)
}

/** The sheet for a spreadsheet: figures as they are, with a mark by which Excel reads Korean. */
export function csv(report: Schemas['Report'], measures: Schemas['MeasureView'][], label: (row: Schemas['ReportRow']) => string) {
  const cell = (text: string) => {
    // A name that begins like a formula must not become one.
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
    return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  const head = ['', ...measures.map(measure => say(measure.name))]
  const rows = report.rows.map(row => [label(row), ...measures.map(measure => String(row.values[measure.id] ?? ''))])
  return '\uFEFF' + [head, ...rows].map(row => row.map(cell).join(',')).join('\r\n') + '\r\n'
}
