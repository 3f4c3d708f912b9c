import type { Schemas } from '../lib/api.ts'
import { day, number } from '../lib/format.ts'
import { startOf } from '../lib/period.ts'
import { zone } from './times.ts'

/** The bytes of a file as the body of a request. */
export const raw = (file: File) => ({ body: file as unknown as string, bodySerializer: (body: unknown) => body as BodyInit, headers: { 'content-type': 'text/csv' } })

/** What an import brought, in words of rows, first and last day. */
export const taken = (found: Schemas['HistoryTaken'], words: (rows: string, first: string, last: string) => string) => {
  const on = (date: string) => day(startOf(date, zone()))
  return words(number(found.rows), on(found.first), on(found.last))
}
