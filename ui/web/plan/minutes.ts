import type { Schemas } from '../lib/api.ts'

/** When something begins: 555 → 09:15, and past midnight from 00:00 on. */
export const clockOf = (minute: number) => `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
/** When something ends: at midnight at 24:00, where nothing can begin. */
export const endOf = (minute: number) => (minute === 1440 ? '24:00' : clockOf(minute))
/** 09:00–18:00. */
export const spanOf = (from: number, to: number) => `${clockOf(from)}–${endOf(to)}`
export const hoursOf = (shift: { start_min: number; length_min: number }) => spanOf(shift.start_min, shift.start_min + shift.length_min)
/** 09:15 → 555. */
export const minuteOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))
/** Monday of the week of a day. */
export function monday(day: string) {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7))
  return at.toISOString().slice(0, 10)
}
/** Monday of the week of a day, where that is gone the next one. */
export function coming(day: string, today: string) {
  if (monday(day) >= today) return monday(day)
  const next = new Date(`${monday(today)}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 7)
  return next.toISOString().slice(0, 10)
}
/** The first and last interval with anything in it, with room for one more on each side. */
export function busy(rows: readonly (readonly (number | null)[])[]): [number, number] {
  const there = rows[0]?.map((_, at) => rows.some(row => (row[at] ?? 0) > 0)) ?? []
  const first = there.indexOf(true)
  return first < 0 ? [0, there.length] : [first, Math.min(there.length, there.lastIndexOf(true) + 2)]
}

/** Hours with more people missing than before, as stretches: the day, from, to and how many. */
export function shorter(effect: Schemas['RosterEffect'], interval_min: number) {
  const worse = effect.hours.filter(hour => hour.missing_after > hour.missing_before)
  const stretches: { day: string; from: number; to: number; more: number }[] = []
  for (const { day, minute, missing_before, missing_after } of worse) {
    const more = missing_after - missing_before
    const last = stretches.at(-1)
    if (last && last.day === day && last.to === minute && last.more === more) last.to = minute + interval_min
    else stretches.push({ day, from: minute, to: minute + interval_min, more })
  }
  return stretches
}
