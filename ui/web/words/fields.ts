import type { Problem } from '../lib/api.ts'
import { say } from '../lib/language.svelte.ts'
import en from './en/fields.ts'
import ko from './ko/fields.ts'

/** Why a field was refused, in words, if it was. */
export function faultOf(problem: Problem | undefined, field: string) {
  const code = problem?.fields[field]
  return code && (say<Record<string, string>>({ ko, en })[code] ?? problem.message)
}
