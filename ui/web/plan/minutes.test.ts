import { expect, test } from 'vitest'
import { busy, clockOf, coming, endOf, hoursOf, minuteOf, monday, shorter } from './minutes.ts'

test('minutes of a day are clocks and back, past midnight too', () => {
  expect(clockOf(555)).toBe('09:15')
  expect(clockOf(1500)).toBe('01:00')
  expect(endOf(1500)).toBe('01:00')
  expect(minuteOf('09:15')).toBe(555)
})
test('what begins at midnight begins at 00:00, what ends there ends at 24:00', () => {
  expect(clockOf(1440)).toBe('00:00')
  expect(hoursOf({ start_min: 900, length_min: 540 })).toBe('15:00–24:00')
  expect(hoursOf({ start_min: 1440, length_min: 15 })).toBe('00:00–00:15')
})
test('a roster is made for the week looked at, or the next where that one has begun', () => {
  expect(coming('2026-12-03', '2026-11-25')).toBe('2026-11-30')
  expect(coming('2026-11-25', '2026-11-25')).toBe('2026-11-30')
  expect(coming('2026-11-24', '2026-11-23')).toBe('2026-11-23')
  expect(coming('2026-10-01', '2026-11-25')).toBe('2026-11-30')
})
test('a week begins on Monday', () => {
  expect(monday('2026-11-29')).toBe('2026-11-23')
  expect(monday('2026-11-23')).toBe('2026-11-23')
})
test('empty hours at both ends are left out', () => {
  expect(busy([[0, 0, 3, 0, 0], [0, null, 0, 2, 0]])).toEqual([2, 5])
  expect(busy([[0, 0]])).toEqual([0, 2])
})
test('neighbouring hours that are equally shorter are one stretch, and better ones are left out', () => {
  const hour = (minute: number, missing_before: number, missing_after: number) => ({ day: '2026-11-25', minute, missing_before, missing_after })
  const effect = { revision: 1, broken: [], cost: 0, missing_hours_before: 0, missing_hours_after: 0, hours: [hour(540, 0, 1), hour(570, 1, 2), hour(600, 0, 2), hour(660, 3, 1)] }
  expect(shorter(effect, 30)).toEqual([
    { day: '2026-11-25', from: 540, to: 600, more: 1 },
    { day: '2026-11-25', from: 600, to: 630, more: 2 },
  ])
})
