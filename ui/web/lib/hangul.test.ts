import { describe, expect, it } from 'vitest'
import { matches } from './hangul.ts'

describe('initial consonants', () => {
  it('find syllables', () => {
    expect(matches('환불은 언제 되나요', 'ㅎㅂ')).toBe(true)
    expect(matches('환불은 언제 되나요', 'ㅂㅎ')).toBe(false)
  })
  it('mix with whole syllables and ignore spaces', () => {
    expect(matches('환불 문의', '환ㅂㅁ')).toBe(true)
    expect(matches('Late delivery', 'late d')).toBe(true)
  })
  it('find a plain consonant in the text', () => expect(matches('ㅋㅋ', 'ㅋ')).toBe(true))
})
