import { describe, expect, it } from 'vitest'
import { setLanguage } from '../lib/language.svelte.ts'
import { along, before, change, changed, columns, money, shown } from './sheet.ts'

const HOUR = 3_600_000
const row = (key: string, offered: number | null) => ({ key, label: null, values: { offered } })
const report = (rows: ReturnType<typeof row>[]) => ({ by: 'hour' as const, rows, as_of: 12.5 * HOUR })

describe('a chart’s line', () => {
  it('has a place for every whole hour, also for those in which nothing was measured', () => {
    const line = along(report([row(`${9 * HOUR}`, 4), row(`${11 * HOUR}`, 2), row(`${12 * HOUR}`, 1)]))
    expect([line.from, line.count, line.values('offered')]).toEqual([9 * HOUR, 3, [4, null, 2]])
  })
  it('is nothing when nothing was measured', () => expect(along(report([])).count).toBe(0))
})

describe('columns', () => {
  const measures = ['occupancy', 'offered', 'csat', 'answered'].map(id => ({ id, version: 1, name: { ko: id, en: id }, formula: { ko: '', en: '' }, source: '', unit: 'count' as const }))
  const ids = (all: boolean, by: 'channel' | 'agent' | 'reason' = 'channel') => columns(measures, { by, rows: [{ values: { offered: 1, occupancy: null, answered: 0, csat: 1 } }] }, all).map(({ id }) => id)
  it('are first those that are read first and were measured', () => expect(ids(false)).toEqual(['offered', 'answered']))
  it('are each there once when all are asked for', () => expect(ids(true)).toEqual(['offered', 'answered', 'occupancy', 'csat']))
  it('of reasons begin with how much', () => expect(ids(false, 'reason')).toEqual(['offered']))
  it('of agents never begin with what nobody alone can change', () => expect(ids(false, 'agent')).toEqual(['csat']))
})

describe('a figure', () => {
  it('that was not measured is a dash, not nought', () => {
    setLanguage('ko')
    expect([shown(null, 'count'), shown(0, 'count'), shown(875, 'permille'), shown(75_000, 'ms')]).toEqual(['–', '0', '87.5%', '1:15'])
  })
})

describe('a trend', () => {
  it('lies beside as much of the time before as has passed of this one', () => {
    expect(before(100, 200, 1000)).toEqual({ from: 0, to: 100 })
    expect(before(100, 200, 130)).toEqual({ from: 0, to: 30 })
  })
  it('says nothing of what was not there before', () => {
    expect([change(0, 5), change(undefined, 5), change(4, null), change(12, 15), change(10, 10)]).toEqual([null, null, null, 250, 0])
    setLanguage('ko')
    expect([changed(null), changed(250), changed(-30), changed(0)]).toEqual(['–', '+25%', '-3%', '0%'])
  })
})

describe('money', () => {
  it('is in the currency’s own digits, and small prices in theirs', () => {
    setLanguage('ko')
    expect([money(12_345_600_000, 'KRW'), money(8_400_000, 'KRW'), money(8_400_000, 'KRW', true), money(0, 'KRW'), money(7_500_000, 'USD', true), money(7_500, 'USD', true)]).toEqual(['₩12,346', '₩8', '₩8.4', '₩0', 'US$7.50', 'US$0.0075'])
  })
  it('is shown nowhere without a currency', () => expect([shown(5_000_000, 'money'), shown(5_000_000, 'money', 'KRW')]).toEqual(['–', '₩5']))
})
