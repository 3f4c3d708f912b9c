import { describe, expect, it } from 'vitest'
import { fill, slashAt } from './canned.ts'

describe('the slash', () => {
  it('opens at the start and after a space, with what follows it', () => {
    expect(slashAt('/', 1)).toEqual({ from: 0, query: '' })
    expect(slashAt('네 /ㅎㅂ', 5)).toEqual({ from: 2, query: 'ㅎㅂ' })
  })
  it('is only a slash within a word, or when the caret is elsewhere', () => {
    expect(slashAt('1/2', 3)).toBeUndefined()
    expect(slashAt('/환불 곧', 5)).toBeUndefined()
    expect(slashAt('안녕 /환불', 2)).toBeUndefined()
  })
})

describe('gaps', () => {
  it('are filled, or take what stands after the bar', () => {
    expect(fill('{customer.name|고객}님', { 'customer.name': '박서연' })).toBe('박서연님')
    expect(fill('{customer.name|고객}님', { 'customer.name': null })).toBe('고객님')
    expect(fill('{customer.name}님', {})).toBe('님')
  })
  it('leave other braces alone', () => expect(fill('{ "a": 1 }', {})).toBe('{ "a": 1 }'))
})
