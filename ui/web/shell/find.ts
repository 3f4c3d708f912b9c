import type { Action } from '../lib/actions.svelte.ts'
import { api, get, type Schemas } from '../lib/api.ts'
import { matches } from '../lib/hangul.ts'
import { say } from '../lib/language.svelte.ts'
import { contacts } from '../lib/live.svelte.ts'
import { may } from '../lib/me.svelte.ts'
import { go } from '../lib/router.ts'
import { words } from '../lib/words.svelte.ts'

/** Published articles; without them the palette works all the same. */
export const knownArticles = async (): Promise<Schemas['ArticleHit'][]> =>
  may('find_articles') ? (await get(api.GET('/api/knowledge', { params: { query: {} } })).catch(() => ({ articles: [] }))).articles : []

/** Conversations, articles, and the search for a customer, which is recorded and so runs only when chosen. */
export function find(query: string, articles: Schemas['ArticleHit'][]): Action[] {
  const t = words()
  return [
    ...[...contacts.values()]
      .filter(row => matches(row.customer.name ?? '', query) || String(row.id) === query.replace('#', ''))
      .map(row => ({ name: row.customer.name ?? `#${row.id}`, more: say(row.reason.name), run: () => go(`/desk/${row.id}`) })),
    ...articles
      .filter(article => matches(say(article.title), query))
      .map(article => ({ name: say(article.title), more: t.places.knowledge, run: () => go(`/knowledge/${article.id}`) })),
    ...(may('find_customers') && query.length > 1 ? [{ name: t.findCustomer(query), more: t.places.customers, run: () => go(`/customers?q=${encodeURIComponent(query)}`) }] : []),
  ]
}
