import type { Wrong } from './draft.ts'

/** What is wrong with a field, in words; and whether anything in a part is. */
export type Said = ((path: string) => string | undefined) & { under: (path: string) => boolean }

/** Words by name and code (`days.out_of_range`), else by code alone. */
export function saying(wrong: Wrong, words: Record<string, string>): Said {
  const one = (path: string) => {
    const code = wrong[path]
    return code && (words[`${path.split('.').at(-1)}.${code}`] ?? words[code] ?? code)
  }
  return Object.assign(one, { under: (path: string) => Object.keys(wrong).some(at => at.startsWith(`${path}.`)) })
}
