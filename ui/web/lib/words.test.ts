import { describe, expect, it } from 'vitest'
import enHelp from '../words/en/help.ts'
import enCustomer from '../words/en/customer.ts'
import en from '../words/en/index.ts'
import enSetup from '../words/en/setup.ts'
import koHelp from '../words/ko/help.ts'
import koCustomer from '../words/ko/customer.ts'
import ko from '../words/ko/index.ts'
import koSetup from '../words/ko/setup.ts'

/** Every message by its path; functions are called, so that what they say counts too. */
function* messages(words: object, path = ''): Generator<[string, string]> {
  for (const [key, value] of Object.entries(words)) {
    const at = `${path}/${key}`
    if (typeof value === 'function') yield [at, String(value(1, 2, 3, 4))]
    else if (typeof value === 'object') yield* messages(value, at)
    else yield [at, String(value)]
  }
}
const pairs = [['staff', en, ko], ['setup', enSetup, koSetup], ['customer', enCustomer, koCustomer], ['help', enHelp, koHelp]] as const
// Names that are the same everywhere.
const latin = /^(Maru|\W|\d)*$/

describe.each(pairs)('the words of %s', (_, english, korean) => {
  it('are in Korean as in English, none left over and none empty', () => {
    const [one, other] = [new Map(messages(english)), new Map(messages(korean))]
    expect([...other.keys()].sort()).toEqual([...one.keys()].sort())
    for (const [at, text] of other) expect(text === '' && one.get(at) !== '', at).toBe(false)
  })
  it('are really Korean', () => {
    const left = [...messages(korean)].filter(([, text]) => !/[가-힣]/.test(text) && !latin.test(text)).map(([at, text]) => `${at}: ${text}`)
    expect(left).toEqual([])
  })
})
