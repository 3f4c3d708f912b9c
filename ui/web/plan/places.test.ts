import { expect, test } from 'vitest'
import type { Schemas } from '../lib/api.ts'
import { allowed, breakPlaces, shiftsOf, snapBreak, snapShift } from './places.ts'

const pause = (from_min: number, length_min: number) => ({ from_min, length_min })
const week = [true, true, true, true, true, false, false]
const template = (name: string, start_min: number, length_min: number, ways: Schemas['RosterBreak'][][] = [[]], weekdays = week) => ({ name, start_min, length_min, weekdays, ways })
const ways = [90, 120].flatMap(first => [180, 240].map(meal => [pause(first, 30), pause(meal, 60)]))
const view = {
  templates: [template('11', 660, 540), template('09', 540, 540, ways), template('09 half', 540, 300), template('13', 780, 300), template('sat', 600, 540, [[]], week.map(on => !on))],
} as unknown as Schemas['RosterView']
const kim = { id: 1, name: 'kim', contract: '', skills: [], shifts: ['09', '11', '09 half', 'sat'] }
// A Tuesday.
const shifts = shiftsOf(view, '2026-11-24')
const names = (places: { shift: string }[]) => places.map(place => place.shift)
const nine = { from: 540, to: 1080, shift: '09' }

test('a day has the shifts of its weekday, a person those of her contract', () => {
  expect(names(shifts)).toEqual(['09 half', '09', '11', '13'])
  expect(names(allowed(shifts, kim))).toEqual(['09 half', '09', '11'])
  expect(names(shiftsOf(view, '2026-11-28'))).toEqual(['sat'])
})

test('a shift snaps to the nearest start, as long as it was, and one that is not hers is refused', () => {
  expect(snapShift(shifts, kim, nine, 590)).toEqual(nine)
  expect(snapShift(shifts, kim, nine, 610).shift).toBe('11')
  expect(snapShift(shifts, kim, { from: 660, to: 1200, shift: '11' }, 500).shift).toBe('09')
  expect(snapShift(shifts, kim, nine, 800)).toMatchObject({ shift: '13', refused: 'not_hers' })
  expect(snapShift([], kim, nine, 800)).toEqual(nine)
})

test('a break moves to places of its own while the others stay', () => {
  const shift = { agent: 1, day: '2026-11-24', shift: '09', start_min: 540, length_min: 540, breaks: [pause(90, 30), pause(240, 60)] }
  const places = breakPlaces(view, shift, 1)
  expect(places.map(place => [place.from, place.to, place.breaks])).toEqual([[720, 780, [90, 180]], [780, 840, [90, 240]]])
  const now = places[1]!
  expect(snapBreak(places, now, 735)).toEqual(places[0])
  expect(snapBreak(places, now, 900)).toMatchObject({ from: 900, to: 960, refused: 'break_place' })
  expect(breakPlaces(view, { ...shift, shift: 'gone' }, 1)).toEqual([])
})
