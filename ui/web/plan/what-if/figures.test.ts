import { expect, test } from 'vitest'
import { setLanguage } from '../../lib/language.svelte.ts'
import en from '../../words/en/whatIf.ts'
import ko from '../../words/ko/whatIf.ts'
import { changes, sentence, shown, signed } from './figures.ts'

const fewer = { measure: 'long_waits', by: -14, low: -20.4, high: -9 } as const

test('a certain difference is a sentence in both languages, with its interval', () => {
  setLanguage('en')
  expect(sentence(en, fewer)).toBe('14 fewer people wait more than 5 minutes (95 %: 9 to 20).')
  expect(sentence(en, { measure: 'strain', shift: 'evening', by: 1.25, low: 0.5, high: 2 })).toBe('Strain of the evening team rises by 1.25 pts (95 %: 0.5 pts to 2 pts).')
  setLanguage('ko')
  expect(sentence(ko, fewer)).toBe('대기 5분을 넘기는 고객 14명 (95% 구간 9명 ~ 20명) 감소')
})

test('a share is in percent, its difference in points, a time in seconds until two minutes', () => {
  setLanguage('ko')
  expect([shown(ko, 'service_level', 0.8123), signed(ko, 'service_level', -0.031)]).toEqual(['81.2%', '−3.1%p'])
  expect([signed(ko, 'cost', -0.2), signed(ko, 'asa', 20), signed(ko, 'asa', 200)]).toEqual(['0원', '0초', '+0.2초'])
  expect([shown(ko, 'asa', 75_000), shown(ko, 'asa', 150_000), shown(ko, 'asa', null)]).toEqual(['75초', '2.5분', '–'])
})

test('what was changed is named, and that nothing was', () => {
  const none = { volume_percent: 100, handle_percent: 100, agents: 0, callback_percent: 0, bot_percent: 0 }
  expect(changes(ko, { policy: 'day', change: none })).toBe('바꾼 것 없음')
  expect(changes(ko, { policy: 'draft', change: { ...none, volume_percent: 110, agents: -2, callback_percent: 20 } })).toBe('초안 · 인입량 110% · 인원 −2명 · 콜백 20%')
})
