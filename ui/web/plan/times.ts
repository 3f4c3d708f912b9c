import { session } from '../lib/me.svelte.ts'
import { dayOf } from '../lib/period.ts'

/** Today on the centre's own calendar. */
export const today = () => dayOf(Date.now(), zone())
export const zone = () => session.me?.centre.zone ?? 'UTC'
