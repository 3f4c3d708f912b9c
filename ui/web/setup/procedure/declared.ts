import type { Schemas } from '../../lib/api.ts'

// What the form and the text are both views of: one procedure, as the draft has it.

export type Procedure = Schemas['Procedure']
type Kind = { limit?: 'chars' | 'count' | 'money'; type?: 'date'; sample: string }

/** Kinds of values, each with the limit it may have and something to try it with. */
export const kinds: Record<Schemas['ValueKind'], Kind> = {
  text: { limit: 'chars', sample: 'A-1001' },
  number: { limit: 'count', sample: '1' },
  amount: { limit: 'money', sample: '10000' },
  date: { type: 'date', sample: '2026-01-31' },
  yes_no: { sample: 'yes' },
  choice: { sample: '' },
  address: { limit: 'chars', sample: '서울 종로구 세종대로 1' },
  phone: { sample: '010-0000-0000' },
  email: { sample: 'a@example.com' },
  name: { limit: 'chars', sample: '홍길동' },
}
export const sources = ['asked', 'order', 'customer_key', 'customer_name', 'customer_phone', 'customer_email', 'contact'] as const satisfies readonly Schemas['InputSource'][]
export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const satisfies readonly Schemas['Method'][]
/** As the server allows. */
export const most = { inputs: 8, steps: 5, takes: 10, headers: 10, choices: 20, name: 60, ask: 100, said: 500, step_s: 10, all_s: 25, undo_min: 10_080 }

export const words = () => ({ ko: '', en: '' })
export const newChoice = (): Schemas['Choice'] => ({ value: '', name: words() })
export const newField = (): Schemas['Field'] => ({ key: '', name: words(), kind: 'text', most: null, bot_most: null, choices: [] })
export const newInput = (): Schemas['Input'] => ({ field: newField(), from: 'asked' })
export const newTake = (): Schemas['Taken'] => ({ field: newField(), at: '/' })
export const newHeader = (): Schemas['Header'] => ({ name: '', value: '', secret: null })
export const newStep = (host: string, method: Schemas['Method']): Schemas['ProcedureStep'] => ({ name: words(), method, url: `https://${host}/`, headers: [], body: null, takes: [], time_ms: 3000 })

/** Another kind, without the limits and choices it cannot have. */
export function setKind(field: Schemas['Field'], kind: Schemas['ValueKind']) {
  const { limit } = kinds[kind]
  field.kind = kind
  if (!limit) field.most = null
  if (limit !== 'count' && limit !== 'money') field.bot_most = null
  field.choices = kind === 'choice' ? (field.choices.length ? field.choices : [newChoice()]) : []
}

/** Every field a value may be of, in the order they become known; `steps`: only what is known before that step. */
export const fields = (one: Procedure, steps = one.steps.length) => [
  ...one.inputs.map(input => input.field),
  ...one.steps.slice(0, steps).flatMap(step => step.takes.map(taken => taken.field)),
]
/** Steps that only read and come before anything is changed. */
export function reading(one: Procedure) {
  const writes = one.steps.findIndex(step => step.method !== 'GET')
  return writes < 0 ? one.steps.length : writes
}

/** For a list to choose of; what it does not have and is there all the same stays choosable. */
export const options = <T extends string>(all: readonly T[], names: Record<T, string> | undefined, now: T) =>
  (all.includes(now) ? all : [...all, now]).map(value => ({ value, name: names?.[value] ?? value }))

export function moved<T>(list: T[], at: number, to: number) {
  const [one] = list.splice(at, 1)
  if (one !== undefined) list.splice(to, 0, one)
}

/** What a control shows of a value, and the value of what was typed; `take(show(value))` is the value. */
export const lines = { show: (all: string[]) => all.join('\n'), take: (text: string) => text.split('\n').map(line => line.trim()).filter(Boolean) }
export const limit = { show: (value?: number | null) => value ?? '', take: (text: string) => (text.trim() === '' ? null : Math.round(Number(text))) }
export const seconds = { show: (ms: number) => ms / 1000, take: (text: string) => Math.round(Number(text) * 1000) }
