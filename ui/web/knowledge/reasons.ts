import { session } from '../lib/me.svelte.ts'

/** The reasons a contact can have: those with none below them. */
export function leaves() {
  const reasons = session.me?.reasons ?? []
  const parents = new Set(reasons.map(reason => reason.parent))
  return reasons.filter(reason => !parents.has(reason.id))
}

/** Under what an article is kept while it is written; new ones by what they are to be about. */
export const keyOf = (article?: number, title?: string) => `article.${article ?? 'new'}${article || !title ? '' : `.${title}`}`
