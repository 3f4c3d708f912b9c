import { describe, expect, it } from 'vitest'
import { keyOf } from './actions.svelte.ts'

const press = (code: string, more: Partial<Parameters<typeof keyOf>[0]> = {}) =>
  keyOf({ code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false, ...more })

describe('direct keys', () => {
  it('are matched by place, so that a Hangul keyboard changes nothing', () => {
    expect(press('KeyK', { ctrlKey: true })).toBe('palette')
    expect(press('KeyK', { metaKey: true })).toBe('palette')
    expect(press('Enter', { ctrlKey: true })).toBe('finish')
    expect([press('F2'), press('F8'), press('Escape')]).toEqual(['answer', 'mute', 'back'])
    expect([press('ArrowUp', { altKey: true }), press('ArrowDown', { altKey: true })]).toEqual(['previous', 'next'])
  })
  it('are never a letter alone, nor with Alt or Shift', () => {
    for (const code of ['KeyK', 'KeyJ', 'Slash', 'Enter'])
      for (const more of [{}, { altKey: true }, { shiftKey: true }, { shiftKey: true, ctrlKey: true }, { altKey: true, ctrlKey: true }])
        expect(press(code, more)).toBeUndefined()
  })
  it('wait while a syllable is open', () => expect(press('Escape', { isComposing: true })).toBeUndefined())
})
