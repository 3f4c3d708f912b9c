import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import ko from './ko/plan.ts'

// Methods and calendar terms come as the forecast prints them: what it can print, in the source that prints it.
function printed(file: string) {
  const source = readFileSync(new URL(`../../../crates/plan/src/forecast/${file}.rs`, import.meta.url), 'utf8')
  const names = [...source.matchAll(/(?:f\.write_str\(|write!\(f, )"([^"]+)"/g)].map(found => found[1]!)
  return names.map(name => name.replace(/\{\w+\}|\d+/, '#')).filter(name => !['event #', 'driver #'].includes(name))
}

describe('what a forecast was made with has Korean words', () => {
  it.each([['method', ko.methods], ['terms', ko.terms]] as const)('%s', (file, words) => {
    const names = printed(file)
    expect(names.length).toBeGreaterThan(5)
    expect(names.filter(name => !words[name])).toEqual([])
  })
})
