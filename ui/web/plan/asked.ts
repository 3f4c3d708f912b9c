import type { Schemas } from '../lib/api.ts'
import { day as dayName } from '../lib/format.ts'
import { startOf } from '../lib/period.ts'
import type language from '../words/plan.ts'
import { clockOf, endOf, hoursOf, shorter } from './minutes.ts'
import { zone } from './times.ts'

type Words = typeof language.en
export const on = (day: string) => dayName(startOf(day, zone()))

const at = (day: string, shift?: Schemas['MyShift'] | null) => (shift ? `${on(day)} ${hoursOf(shift)}` : on(day))

/** What is asked, in one line, with its hours. */
export function asked(request: Schemas['ShiftRequest'], t: Words) {
  const other = request.with?.name ?? ''
  if (request.kind === 'swap') return t.requests.swapLine(at(request.day, request.shift), other, at(request.with_day ?? request.day, request.with_shift))
  if (request.kind === 'give') return t.requests.giveLine(at(request.day, request.shift), other)
  if (request.kind === 'hours') return t.requests.hoursLine(other, request.minutes ?? 0)
  return at(request.day, request.shift)
}

export const shorterLine = (effect: Schemas['RosterEffect'], t: Words) =>
  shorter(effect, 30).map(s => t.requests.shorter(on(s.day), clockOf(s.from), endOf(s.to), s.more))
