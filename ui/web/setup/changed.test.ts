import { expect, test } from 'vitest'
import type { Schemas } from '../lib/api.ts'
import { setLanguage } from '../lib/language.svelte.ts'
import more from '../words/ko/changed.ts'
import common from '../words/ko/common.ts'
import setup from '../words/ko/setup.ts'
import { place, value } from './changed.ts'

const words = { setup, more, common, name: (words: Schemas['Words']) => words.ko }
const document = {
  reasons: [{ name: { ko: '환불', en: 'Refunds' }, rings: [{}, { after_ms: 1 }] }],
  hours: [{ name: { ko: '평일', en: 'Weekdays' } }],
} as unknown as Schemas['Document']
const where = (at: string) => place(at, document, words)

test('a change is named by the words of the screen it was made on', () => {
  setLanguage('ko')
  expect(where('/reasons/0/target_ms')).toEqual({ where: '접촉사유 ‘환불’ · 목표 응답(초)', per: 1000 })
  expect(where('/reasons/0/rings/1/after_ms').where).toBe('접촉사유 ‘환불’ · 단계별 필요 스킬 2 · 기다린 뒤(초)')
  expect(where('/hours/0/weekly/2/0').where).toBe('상담 시간 ‘평일’ · 요일 · 수 1')
  expect(where('/bots/deadline_ms')).toEqual({ where: '봇 · 봇 최장 시간(분)', per: 60_000 })
  expect(where('/channels/chat/load').where).toBe('채널 · 채팅 · 상담 한 건의 부하 (100 = 꽉 참)')
  expect(where('/protection/restricted/why/ko').where).toBe('보호 · 이용 제한 고객 · 이유 · 한국어')
  expect(where('/effort/cap_ms')).toEqual({ where: '고객 수고 점수(초) · 최대', per: 1000 })
})

test('a value is read in the unit of its name', () => {
  setLanguage('ko')
  expect([value(20_000, 1000, words), value(null, 1, words), value(false, 1, words), value('chat', 1, words), value({ a: 1 }, 1, words)]).toEqual(['20', '없음', '아니요', 'chat', '…'])
})

test('no part of the setup is left without a name', () => {
  // What a document has, as the API's own description lists it.
  const keys = ['reasons', 'unknown_reason', 'skills', 'groups', 'hours', 'channels', 'offers', 'callbacks', 'bots', 'bot_floor_permille', 'bot_floor_after', 'bot_scripts', 'effort', 'strain', 'protection', 'costs'] satisfies (keyof Schemas['Document'])[]
  for (const key of keys) expect(where(`/${key}`).where).not.toBe(key)
})
