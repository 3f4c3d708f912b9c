import type { Problem } from '../lib/api.ts'
import { say } from '../lib/language.svelte.ts'
import en from './en/file.ts'
import ko from './ko/file.ts'
import { faultOf } from './fields.ts'

/** What is wrong with an imported file: the line, the field by its name in the file, and why. `own` are the file's own words for a fault. */
export function explainFile(problem: Problem, own: Partial<Record<string, string>> = {}) {
  if (!problem.line) return undefined
  const t = say({ ko, en })
  const fields = Object.keys(problem.fields).map(field => t.field(field, faultOf(problem, field) ?? ''))
  const fault = problem.fault ?? 'value'
  return `${t.line(problem.line)}: ${[own[fault] ?? (fields.length ? '' : t.fault[fault]), ...fields].filter(Boolean).join(' ')}`
}

/** One line of it, by its code. */
export function lineFault(line: number, field: string, code: string) {
  const t = say({ ko, en })
  return `${t.line(line)}: ${t.field(field, faultOf({ fields: { [field]: code }, message: '' } as unknown as Problem, field) ?? '')}`
}

export default { en, ko }
