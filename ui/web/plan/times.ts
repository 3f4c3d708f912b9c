import { hours } from '../lib/format.ts'
import { session } from '../lib/me.svelte.ts'
import { dayOf, startOf } from '../lib/period.ts'

/** Today on the centre's own calendar. */
export const today = () => dayOf(Date.now(), zone())
export const zone = () => session.me?.centre.zone ?? 'UTC'
/** A minute of a day as axes show it. */
export const mark = (day: string) => (ms: number) => hours(ms + startOf(day, zone()))
