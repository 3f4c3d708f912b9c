import { describe, expect, it } from 'vitest'
import { setLanguage } from '../lib/language.svelte.ts'
import { along, columns, shown } from './sheet.ts'

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
  const ids = (all: boolean, by: 'reason' | 'agent' = 'reason') => columns(measures, { by, rows: [{ values: { offered: 1, occupancy: null, answered: 0, csat: 1 } }] }, all).map(({ id }) => id)
  it('are first those that are read first and were measured', () => expect(ids(false)).toEqual(['offered', 'answered']))
  it('are each there once when all are asked for', () => expect(ids(true)).toEqual(['offered', 'answered', 'occupancy', 'csat']))
  it('of agents never begin with what nobody alone can change', () => expect(ids(false, 'agent')).toEqual(['csat']))
})

describe('a figure', () => {
  it('that was not measured is a dash, not nought', () => {
    setLanguage('ko')
    expect([shown(null, 'count'), shown(0, 'count'), shown(875, 'permille'), shown(75_000, 'ms')]).toEqual(['–', '0', '87.5%', '1:15'])
  })
})
