import { now } from '../lib/clock.ts'
import { session } from '../lib/me.svelte.ts'
import type { ContactRow } from '../lib/live.svelte.ts'
import type { Words } from '../lib/words.svelte.ts'

/** Whose turn it is, in words, and whether it is the reader's. */
export function turn(row: ContactRow, w: Words): { name: string; mine: boolean } {
  const me = session.me?.id
  if (row.wrapping_up.includes(me ?? -1)) return { name: w.desk.wrapUp, mine: true }
  if (row.state === 'closed') return { name: w.desk.closed, mine: false }
  if (row.state === 'waiting' || row.state === 'offered') return { name: w.desk.queue, mine: false }
  if (row.joined.some(part => part.agent.id === me && part.role === 'consult')) return { name: w.desk.asked, mine: true }
  if (row.agent && row.agent.id !== me) return { name: row.agent.name, mine: false }
  if (row.state === 'held') return { name: w.desk.onHold, mine: true }
  return row.turn === 'agent' ? { name: w.desk.myTurn, mine: true } : { name: w.desk.theirTurn, mine: false }
}

/** Put off and not yet due; follows the clock. */
export const putOff = (row: ContactRow) => row.put_off_until != null && row.put_off_until > now()

/** The reader has to do with it: she leads, takes part or wraps up. */
export function mine(row: ContactRow) {
  const me = session.me?.id ?? -1
  return row.agent?.id === me || row.wrapping_up.includes(me) || row.joined.some(part => part.agent.id === me)
}
