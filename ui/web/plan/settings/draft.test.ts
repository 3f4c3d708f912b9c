import { expect, test } from 'vitest'
import type { Schemas } from '../../lib/api.ts'
import { begin, list, minutes, said, wire } from './draft.ts'

const promise: Schemas['Promise'] = { service_level_percent: 80, within_s: 20, patience_s: null, occupancy_percent: 85, concurrency: 1, quantile_percent: null, shrinkage: [{ cause: '교육', percent: 3 }] }
const settings: Schemas['PlanSettings'] = {
  interval_min: 30, holidays: 'kr', guard_percent: 40, pooled: false, promise, promises: [{ skill: 2, promise: { ...promise, within_s: 60 } }],
  shifts: [
    { name: '09', start: '09:00', length_min: 540, burden: 0, breaks: [{ length_min: 60, paid: false, at_min: [180, 210] }] },
    { name: '주말', start: '19:00', length_min: 300, counted_min: 270, weekdays: ['sat', 'sun'], burden: 2, breaks: [] },
  ],
  contracts: [{ name: '정규', shifts: ['09', '주말'], days: [5, 5], hours: null, rest_h: 11.5, days_in_a_row: [1, 5], off_in_a_row: 2, weekends: null, weekend_days: 1, nights_in_a_row: 3, rest_after_nights_h: 24, law: 'kr' }],
  sites: [{ name: '서울', seats: 20 }],
  under: 100, over: 1, weekend_burden: 1, fairness: 5, tolerance_min: 5, callbacks_percent: 50, hourly_cost: 18000,
}

test('times are read as people write them', () => {
  expect([minutes('1:30'), minutes(' 09:05 '), minutes('0:00')]).toEqual([90, 545, 0])
  expect(['90', '1.5', '1:60', '1시간', '', ':30', '1:3'].map(minutes)).toEqual(Array(7).fill(undefined))
  expect(list('1:30,2:00 , 2:30')).toEqual([90, 120, 150])
  expect(['1:30, ', '1:30; 2:00', ''].map(list)).toEqual([undefined, undefined, undefined])
  expect(said(90)).toBe('1:30')
})

test('what nobody changed is sent as it came', () => {
  const { body, wrong } = wire(begin(settings))
  expect(wrong).toEqual({})
  const named = <T extends { name: string }>(all: T[]) => all.map(one => ({ ...one, was: one.name }))
  expect(body).toEqual({ ...settings, contracts: named(settings.contracts), sites: named(settings.sites) })
})

test('a shift keeps its contracts when it is renamed, and leaves them when it is taken out', () => {
  const draft = begin(settings)
  draft.shifts[1]!.name = '저녁'
  expect(wire(draft).body.contracts[0]!.shifts).toEqual(['09', '저녁'])
  draft.shifts.splice(0, 1)
  expect(wire(draft).body.contracts[0]!.shifts).toEqual(['저녁'])
})

test('the field that cannot be read is named', () => {
  const draft = begin(settings)
  draft.shifts[0]!.length = '9'
  draft.shifts[0]!.breaks[0]!.at = '3:00 3:30'
  draft.promises[0]!.promise.within_s = ''
  draft.contracts[0]!.days = [4, '']
  draft.contracts[0]!.weekends = 1.5
  draft.sites[0]!.seats = -1
  expect(wire(draft).wrong).toEqual({
    'shifts[0].length_min': 'unreadable', 'shifts[0].breaks[0].at_min': 'unreadable', 'promises[0].promise.within_s': 'required',
    'contracts[0].days': 'required', 'contracts[0].weekends': 'wrong_type', 'sites[0].seats': 'wrong_type',
  })
})
