import type { Schemas } from '../lib/api.ts'

type Reason = Schemas['ReasonEntry']

/** Levels of the tree of reasons. */
export const LEVELS = 3

/**
 * An id nothing has had before: what was removed long ago is still in old conversations, so a number must not come back.
 * Seconds since 1970 do not, and they fit the 32 bits of an id until 2106.
 */
export const fresh = (ids: readonly number[], now_ms = Date.now()) => Math.max(Math.floor(now_ms / 1000), ...ids.map(id => id + 1))

/** How deep a reason stands; the top is 0. */
export function depth(reasons: readonly Reason[], reason: Reason): number {
  const parent = reasons.find(other => other.id === reason.parent)
  return parent ? 1 + depth(reasons, parent) : 0
}

/** Where the subtree of the reason at `at` ends. */
function end(reasons: readonly Reason[], at: number): number {
  const root = reasons[at]
  if (!root) return at
  const top = depth(reasons, root)
  let next = at + 1
  while (next < reasons.length && depth(reasons, reasons[next] as Reason) > top) next++
  return next
}

/** Puts a reason behind what stands under `parent` already, or at the end. */
export function place(reasons: Reason[], reason: Reason) {
  const at = reasons.findIndex(other => other.id === reason.parent)
  reasons.splice(at < 0 ? reasons.length : end(reasons, at), 0, reason)
}

/** Takes a reason and what stands under it to another parent; parents stay before their children. */
export function move(reasons: Reason[], id: number, parent: number | null) {
  const at = reasons.findIndex(reason => reason.id === id)
  const moved = reasons.splice(at, end(reasons, at) - at)
  const [root] = moved
  if (!root) return
  root.parent = parent
  const above = reasons.findIndex(other => other.id === parent)
  reasons.splice(above < 0 ? reasons.length : end(reasons, above), 0, ...moved)
}

/** Under which reasons this one may stand: not under itself, and so that nothing gets too deep. */
export function parents(reasons: readonly Reason[], id: number): Reason[] {
  const at = reasons.findIndex(reason => reason.id === id)
  const own = reasons.slice(at, end(reasons, at))
  const top = own[0] ? depth(reasons, own[0]) : 0
  const height = 1 + Math.max(0, ...own.map(reason => depth(reasons, reason) - top))
  return reasons.filter(reason => !own.includes(reason) && depth(reasons, reason) + 1 + height <= LEVELS)
}
