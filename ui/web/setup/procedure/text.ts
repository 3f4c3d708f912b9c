import { newChoice, newField, newHeader, newInput, newStep, newTake, words, type Procedure } from './declared.ts'

// A procedure as text and back. What the form does not know stays where it was; what is missing is begun empty.

export const write = (one: Procedure) => JSON.stringify(one, null, 2)

/** Read, or what keeps it from being shown: no JSON at all, or the place that is of another type. */
export type Read = { one: Procedure } | { wrong: 'json' } | { wrong: 'shape' | 'number'; at: string }

class Misfit extends Error {
  constructor(
    readonly wrong: 'shape' | 'number',
    readonly at: string,
  ) {
    super(at)
  }
}

export function read(text: string): Read {
  try {
    const found: unknown = JSON.parse(text)
    whole(found, '')
    return { one: fit(found, shape, '') as Procedure }
  } catch (fault) {
    if (fault instanceof Misfit) return { wrong: fault.wrong, at: fault.at || '/' }
    return { wrong: 'json' }
  }
}

/** Numbers beyond what a browser keeps would come back as others. */
function whole(value: unknown, at: string) {
  if (typeof value === 'number' && (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))) throw new Misfit('number', at)
  if (typeof value === 'object' && value !== null) for (const [key, inside] of Object.entries(value)) whole(inside, `${at}/${key}`)
}

const field = { ...newField(), choices: [newChoice()] }
/** What the form reads, with one of each list. `null`: whatever is there. */
const shape = {
  id: 0,
  name: words(),
  kind: 'lookup',
  reasons: [0],
  run_by: [''],
  asks: [''],
  inputs: [{ ...newInput(), field }],
  steps: [{ ...newStep('', 'GET'), headers: [newHeader()], takes: [{ ...newTake(), field }] }],
  confirm: words(),
  answer: words(),
  undo: null,
}

/** JSON that is sent; nothing typed is nothing sent. None: it cannot be read. */
export const body = {
  show: (value: unknown) => (value == null ? '' : JSON.stringify(value, null, 2)),
  take: (text: string): { value: unknown } | undefined => {
    try {
      const value: unknown = text.trim() === '' ? null : JSON.parse(text)
      whole(value, '')
      return { value }
    } catch {
      return undefined
    }
  },
}

type Thing = Record<string, unknown>
const isThing = (value: unknown): value is Thing => typeof value === 'object' && value !== null && !Array.isArray(value)

function fit(found: unknown, wanted: unknown, at: string): unknown {
  if (wanted === null) return found ?? null
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found)) throw new Misfit('shape', at)
    return found.map((one, place) => fit(one, wanted[0], `${at}/${place}`))
  }
  if (isThing(wanted)) {
    if (!isThing(found)) throw new Misfit('shape', at)
    const out = { ...found }
    for (const [key, inside] of Object.entries(wanted)) out[key] = key in found ? fit(found[key], inside, `${at}/${key}`) : empty(inside)
    return out
  }
  if (typeof found !== typeof wanted) throw new Misfit('shape', at)
  return found
}

const empty = (wanted: unknown): unknown =>
  Array.isArray(wanted) ? [] : isThing(wanted) ? Object.fromEntries(Object.entries(wanted).map(([key, inside]) => [key, empty(inside)])) : wanted
