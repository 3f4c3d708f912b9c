import { expect, test } from 'vitest'
import type { Schemas } from '../lib/api.ts'
import { depth, fresh, move, parents, place } from './tree.ts'

type Reason = Schemas['ReasonEntry']
const reason = (id: number, parent: number | null = null) => ({ id, parent }) as Reason
const shape = (reasons: Reason[]) => reasons.map(r => '-'.repeat(depth(reasons, r)) + r.id).join(' ')
const tree = () => [reason(1), reason(2, 1), reason(3, 2), reason(4, 1), reason(5), reason(6, 5)]

test('a new reason stands behind its siblings', () => {
  const reasons = tree()
  place(reasons, reason(7, 1))
  place(reasons, reason(8))
  expect(shape(reasons)).toBe('1 -2 --3 -4 -7 5 -6 8')
})

test('a reason takes along what stands under it, and parents stay first', () => {
  const reasons = tree()
  move(reasons, 1, null)
  expect(shape(reasons)).toBe('5 -6 1 -2 --3 -4')
  move(reasons, 2, 5)
  expect(shape(reasons)).toBe('5 -6 -2 --3 1 -4')
  move(reasons, 2, null)
  expect(shape(reasons)).toBe('5 -6 1 -4 2 -3')
})

test('nothing stands under itself or on a fourth level', () => {
  const names = (id: number) => parents(tree(), id).map(r => r.id)
  expect(names(1)).toEqual([])
  expect(names(2)).toEqual([1, 5])
  expect(names(3)).toEqual([1, 2, 4, 5, 6])
  expect(names(5)).toEqual([1])
})

test('a number that was in use does not come back', () => {
  expect(fresh([1, 30], 2_000_000)).toBe(2000)
  expect(fresh([2000, 2001], 2_000_000)).toBe(2002)
})
