import type { Schemas } from '../lib/api.ts'
import { day as dayName } from '../lib/format.ts'
import { startOf } from '../lib/period.ts'
import type language from '../words/plan.ts'
import { clockOf, shorter } from './minutes.ts'
import { zone } from './times.ts'

type Words = typeof language.en
export const on = (day: string) => dayName(startOf(day, zone()))

/** What is asked, in one line. */
export function asked(request: Schemas['ShiftRequest'], t: Words) {
  const other = request.with?.name ?? ''
  if (request.kind === 'swap') return t.requests.swapLine(on(request.day), other, on(request.with_day ?? request.day))
  if (request.kind === 'give') return t.requests.giveLine(on(request.day), other)
  if (request.kind === 'hours') return t.requests.hoursLine(other, request.minutes ?? 0)
  return on(request.day)
}

export const shorterLine = (effect: Schemas['RosterEffect'], t: Words) =>
  shorter(effect, 30).map(s => t.requests.shorter(on(s.day), clockOf(s.from), clockOf(s.to), s.more))
