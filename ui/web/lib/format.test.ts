import { beforeEach, describe, expect, it } from 'vitest'
import { ago, browser, clock, hours, minutes, money, percent, setZone, time } from './format.ts'
import { setLanguage } from './language.svelte.ts'

const NOON = Date.UTC(2026, 10, 23, 5, 30)

beforeEach(() => {
  setLanguage('ko')
  setZone('Asia/Seoul')
})

describe('a running clock', () => {
  it('shows minutes and seconds, hours only when there are any', () => {
    expect([0, 59_999, 75_000, 3_723_000].map(clock)).toEqual(['0:00', '0:59', '1:15', '1:02:03'])
  })
  it('never runs below nothing, as when two clocks differ', () => expect(clock(-5_000)).toBe('0:00'))
})

describe('a wait', () => {
  it('is a range without false precision', () => {
    expect(minutes(100_000, 290_000)).toBe('2–5분')
    expect(minutes(0, 40_000)).toBe('1분 안쪽')
    expect(minutes(180_000)).toBe('약 3분')
  })
  it('never promises less than it says', () => expect(minutes(61_000, 61_000)).toBe('약 2분'))
  it('speaks English too', () => {
    setLanguage('en')
    expect(minutes(100_000, 290_000)).toBe('2–5 min')
  })
})

describe('how long ago', () => {
  it('counts in the largest whole unit', () => {
    expect([12_000, 190_000, 7_200_000].map(ago)).toEqual(['12초', '3분', '2시간'])
    setLanguage('en')
    expect(ago(1_000)).toBe('1 second')
  })
})

describe('numbers and times', () => {
  it('are the centre’s, whatever the machine’s zone', () => {
    expect(time(NOON)).toMatch(/ 2:30$/)
    expect(hours(NOON)).toBe('14:30')
    setZone('Europe/Berlin')
    expect(hours(NOON)).toBe('06:30')
  })
  it('know money without pence', () => {
    expect(money(12_500, 'KRW')).toBe('₩12,500')
    expect(money(1_250, 'EUR')).toContain('12.50')
  })
  it('say nothing where there is nothing to divide by', () => {
    expect(percent(1, 0)).toBe('–')
    expect(percent(4, 5)).toBe('80%')
  })
})

describe('a browser', () => {
  it('is called by the name people know', () => {
    expect(browser('Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36 Edg/156.0')).toBe('Edge · Windows')
    expect(browser('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Safari/604')).toBe('Safari · iOS')
    expect(browser('curl/8')).toBe('curl/8')
  })
})
