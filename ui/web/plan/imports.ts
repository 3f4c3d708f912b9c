import type { Schemas } from '../lib/api.ts'
import { day, number } from '../lib/format.ts'
import { startOf } from '../lib/period.ts'
import { zone } from './times.ts'

/** What an import brought, in words of rows, first and last day. */
export const taken = (found: Schemas['HistoryTaken'], words: (rows: string, first: string, last: string) => string) => {
  const on = (date: string) => day(startOf(date, zone()))
  return words(number(found.rows), on(found.first), on(found.last))
}
