import { describe, expect, test } from 'vitest'
import { limit, lines, moved, seconds, setKind, type Procedure } from './declared.ts'
import { body, read, write } from './text.ts'

/** A generator of its own, so that what fails can be had again by its seed. */
function random(seed: number) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (n: number) => Math.floor(next() * n)
  const one = <T>(of: readonly T[]): T => of[below(of.length)] as T
  const many = <T>(most: number, make: () => T) => Array.from({ length: below(most + 1) }, make)
  const text = () => many(12, () => one(['a', 'Z', '0', ' ', '가', '힣', '{order}', '"', '\\', '\n', '\u2028', '😀', '<', '/'])).join('')
  const number = () => (1 + below(2 ** 31)) * one([1, -1, 0.001])
  const json = (deep: number): unknown =>
    one([() => null, () => next() < 0.5, number, text, ...(deep ? [() => many(3, () => json(deep - 1)), () => Object.fromEntries(many(3, () => [text(), json(deep - 1)]))] : [])])()
  const maybe = <T>(make: () => T) => (next() < 0.3 ? null : make())
  /** What no form knows, here and there. */
  const more = (thing: object) => (next() < 0.5 ? thing : { ...thing, [`x_${text()}`]: json(2) })
  const words = () => more({ ko: text(), en: text() })
  const field = () => more({ key: text(), name: words(), kind: one(['text', 'amount', 'choice', 'of_another_day']), most: maybe(number), bot_most: maybe(number), choices: many(2, () => more({ value: text(), name: words() })) })
  const step = () =>
    more({
      name: words(), method: one(['GET', 'POST']), url: text(), headers: many(2, () => more({ name: text(), value: text(), secret: maybe(text) })),
      body: json(2), takes: many(2, () => more({ field: field(), at: text() })), time_ms: below(2 ** 31),
    })
  const procedure = () =>
    more({
      id: below(99), name: words(), kind: one(['lookup', 'action']), reasons: many(3, () => below(99)), run_by: many(2, () => one(['bot', 'agent'])), asks: many(3, text),
      inputs: many(3, () => more({ field: field(), from: one(['asked', 'order', 'elsewhere']) })), steps: many(4, step), confirm: words(), answer: words(),
      undo: maybe(() => more({ procedure: below(9), within_min: below(9) })),
    }) as Procedure
  return { below, one, many, text, json, procedure }
}

const seeds = Array.from({ length: 40 }, (_, seed) => seed + 1)
const opened = (text: string, why: string) => {
  const found = read(text)
  if (!('one' in found)) throw new Error(`${why}: ${JSON.stringify(found)} in ${text}`)
  return found.one
}

describe('a procedure as form and as text', () => {
  test('is the same both ways, with what the form does not know', () => {
    for (const seed of seeds) {
      const one = random(seed).procedure()
      expect(opened(write(one), `seed ${seed}`), `seed ${seed}`).toEqual(one)
    }
  })

  test('keeps everything there is where something is missing, and is then whole', () => {
    for (const seed of seeds) {
      const chance = random(seed)
      const one = chance.procedure()
      const cut = JSON.parse(write(one), (_, value) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value) || chance.below(4)) return value
        const keys = Object.keys(value)
        if (keys.length) delete value[chance.one(keys)]
        return value
      })
      const full = opened(JSON.stringify(cut), `seed ${seed}`)
      expect(full, `seed ${seed}`).toMatchObject(cut)
      expect(opened(write(full), `seed ${seed}`), `seed ${seed}`).toEqual(full)
    }
  })

  test('is not changed by a control that says again what it shows', () => {
    for (const seed of seeds) {
      const chance = random(seed)
      const value = chance.json(3)
      expect(body.take(body.show(value)), `seed ${seed}`).toEqual({ value })
      const asks = chance.many(5, chance.text).map(ask => ask.replaceAll(/\s/g, '')).filter(Boolean)
      expect(lines.take(lines.show(asks)), `seed ${seed}`).toEqual(asks)
      for (const most of [null, 0, chance.below(2 ** 31)]) expect(limit.take(`${limit.show(most)}`), `seed ${seed}`).toBe(most)
      const ms = chance.below(2 ** 31)
      expect(seconds.take(`${seconds.show(ms)}`), `seed ${seed}`).toBe(ms)
      const list = chance.many(6, () => ({}))
      const [at, to] = [chance.below(list.length), chance.below(list.length)]
      const there = [...list]
      moved(there, at, to)
      moved(there, to, at)
      there.forEach((step, place) => expect(step, `seed ${seed}`).toBe(list[place]))
    }
  })

  test('that cannot be shown says where', () => {
    const one = random(1).procedure()
    expect(read('{')).toEqual({ wrong: 'json' })
    expect(read('[]')).toEqual({ wrong: 'shape', at: '/' })
    expect(read(JSON.stringify({ ...one, steps: {} }))).toEqual({ wrong: 'shape', at: '/steps' })
    expect(read(JSON.stringify({ ...one, inputs: [{ field: { name: 'x' } }] }))).toEqual({ wrong: 'shape', at: '/inputs/0/field/name' })
    expect(read(`{"steps": [{"body": {"account": 12345678901234567890}}]}`)).toEqual({ wrong: 'number', at: '/steps/0/body/account' })
    expect(read('{"id": 1e999}')).toEqual({ wrong: 'number', at: '/id' })
    expect(body.take('{')).toBeUndefined()
    expect(body.take('9007199254740993')).toBeUndefined()
  })
})

test('another kind of a value gives up only what that kind cannot have', () => {
  const field = { key: 'a', name: { ko: '', en: '' }, kind: 'amount' as const, most: 5, bot_most: 2, choices: [] }
  const as = (kind: Parameters<typeof setKind>[1]) => {
    const changed = structuredClone<Parameters<typeof setKind>[0]>(field)
    setKind(changed, kind)
    return [changed.most, changed.bot_most, changed.choices.length]
  }
  expect(as('number')).toEqual([5, 2, 0])
  expect(as('text')).toEqual([5, null, 0])
  expect(as('date')).toEqual([null, null, 0])
  expect(as('choice')).toEqual([null, null, 1])
})
