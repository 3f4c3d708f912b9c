import type { Routes } from '../lib/router.ts'

/** Every staff screen, by its path; each is loaded when it is first opened. */
export const routes: Routes = {
  '/desk/:contact?': () => import('../desk/Desk.svelte'),
  '/floor': () => import('../floor/Floor.svelte'),
  '/floor/protection/:case?': () => import('../floor/Protection.svelte'),
  '/floor/contacts/:contact': () => import('../desk/Desk.svelte'),
  '/setup/:part?': () => import('../setup/Setup.svelte'),
  '/me': () => import('../me/Me.svelte'),
}

/** The areas of the rail, with the operation that opens each. */
export const areas = [
  { key: 'desk', path: '/desk', operation: 'list_contacts' },
  { key: 'me', path: '/me', operation: 'read_day' },
  { key: 'floor', path: '/floor', operation: 'read_floor' },
  { key: 'setup', path: '/setup', operation: 'read_draft' },
] as const
