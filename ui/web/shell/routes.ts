import type { Routes } from '../lib/router.ts'

/** Every staff screen, by its path; each is loaded when it is first opened. */
export const routes: Routes = {
  '/desk/:contact?': () => import('../desk/Desk.svelte'),
  '/customers/:id?': () => import('../customers/Customers.svelte'),
  '/knowledge/:article?': () => import('../knowledge/Knowledge.svelte'),
  '/floor': () => import('../floor/Floor.svelte'),
  '/floor/queues/:reason': () => import('../floor/Queue.svelte'),
  '/floor/agents/:agent': () => import('../floor/Agent.svelte'),
  '/floor/contacts/:contact': () => import('../floor/Contact.svelte'),
  '/floor/protection/:case?': () => import('../floor/Protection.svelte'),
  '/plan/:part?/:day?': () => import('../plan/Plan.svelte'),
  '/insight/:by?/:id?': () => import('../insight/Insight.svelte'),
  '/setup/:part?': () => import('../setup/Setup.svelte'),
  '/me': () => import('../me/Me.svelte'),
  '/me/shifts/:day?': () => import('../me/Shifts.svelte'),
}

type Place = { key: 'customers' | 'knowledge'; path: string; operation: string }
const places: readonly Place[] = [
  { key: 'customers', path: '/customers', operation: 'find_customers' },
  { key: 'knowledge', path: '/knowledge', operation: 'find_articles' },
]

/** The areas of the rail, with the operation that opens each, and the other places in it. */
export const areas = [
  { key: 'desk', path: '/desk', operation: 'list_contacts', places },
  { key: 'me', path: '/me', operation: 'read_day', places: [] },
  { key: 'floor', path: '/floor', operation: 'read_floor', places: [] },
  { key: 'plan', path: '/plan', operation: 'get_day', places: [] },
  { key: 'insight', path: '/insight', operation: 'read_report', places: [] },
  { key: 'setup', path: '/setup', operation: 'read_draft', places: [] },
] as const satisfies readonly { key: string; path: string; operation: string; places: readonly Place[] }[]

export const within = (path: string, start: string) => path === start || path.startsWith(`${start}/`)
export const areaOf = (path: string) => areas.find(area => [area, ...area.places].some(place => within(path, place.path)))
