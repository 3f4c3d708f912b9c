/** Where a slash that asks for canned replies stands before the caret, and the word after it. */
export function slashAt(text: string, caret: number): { from: number; query: string } | undefined {
  const found = /(?:^|\s)\/(\S*)$/.exec(text.slice(0, caret))
  if (!found) return
  const query = found[1] ?? ''
  return { from: caret - query.length - 1, query }
}

/** A canned reply with its gaps filled: `{customer.name|고객}` is the name, or what stands after the bar. */
export const fill = (body: string, known: Record<string, string | null | undefined>) =>
  body.replace(/\{([\w.]+)(?:\|([^}]*))?\}/g, (_, name: string, other = '') => known[name] || other)
