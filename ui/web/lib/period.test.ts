import { describe, expect, it } from 'vitest'
import { dayOf, shift, startOf } from './period.ts'

describe('days of the centre', () => {
  it('begin at its midnight', () => {
    expect(startOf('2026-11-24', 'Asia/Seoul')).toBe(Date.parse('2026-11-23T15:00:00Z'))
    expect(startOf('2026-11-24', 'UTC')).toBe(Date.parse('2026-11-24T00:00:00Z'))
    expect(dayOf(Date.parse('2026-11-23T15:00:00Z'), 'Asia/Seoul')).toBe('2026-11-24')
    expect(dayOf(Date.parse('2026-11-23T14:59:59Z'), 'Asia/Seoul')).toBe('2026-11-23')
  })
  it('are 23 or 25 hours long when clocks are moved', () => {
    const hours = (day: string) => (startOf(shift(day, 1), 'Europe/Berlin') - startOf(day, 'Europe/Berlin')) / 3_600_000
    expect([hours('2026-03-29'), hours('2026-10-25'), hours('2026-11-24')]).toEqual([23, 25, 24])
  })
  it('follow each other over months and years', () => {
    expect([shift('2026-02-28', 1), shift('2027-01-01', -1)]).toEqual(['2026-03-01', '2026-12-31'])
  })
})
