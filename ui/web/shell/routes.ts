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
  '/insight/:by?': () => import('../insight/Insight.svelte'),
  '/setup/:part?': () => import('../setup/Setup.svelte'),
  '/me': () => import('../me/Me.svelte'),
}

/** The areas of the rail, with the operation that opens each, and where else its screens are. */
export const areas = [
  { key: 'desk', path: '/desk', operation: 'list_contacts', also: ['/customers', '/knowledge'] },
  { key: 'me', path: '/me', operation: 'read_day', also: [] },
  { key: 'floor', path: '/floor', operation: 'read_floor', also: [] },
  { key: 'insight', path: '/insight', operation: 'read_report', also: [] },
  { key: 'setup', path: '/setup', operation: 'read_draft', also: [] },
] as const

export const areaOf = (path: string) => areas.find(area => [area.path, ...area.also].some(start => path.startsWith(start)))
