import { expect, test } from 'vitest'
import { inOrder } from './alerts.ts'

test('a person in danger is never behind older alerts, and what is done is gone', () => {
  const alert = (kind: 'distress' | 'wait_too_long', state: 'open' | 'seen' | 'done', since: number) => ({ kind, state, since })
  const late = [1, 2, 3].map(since => alert('wait_too_long', 'open', since))
  const danger = alert('distress', 'open', 9)
  const seen = alert('distress', 'seen', 0)
  expect(inOrder([...late, seen, danger, alert('wait_too_long', 'done', 0)])).toEqual([danger, ...late, seen])
})
