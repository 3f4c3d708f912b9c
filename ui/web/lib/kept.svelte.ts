import { session } from './me.svelte.ts'

// What somebody writes is kept until it is saved or given up: another screen, a reload or a lost line take nothing of
// it. It stays in this tab and goes with it, so the browser asks before the tab is closed.
const unsaved = new Set<() => boolean>()
window.addEventListener('beforeunload', e => {
  if ([...unsaved].some(still => still())) e.preventDefault()
})

/** Something not saved yet, beyond what `kept` knows of: while `still` answers true the browser asks before it closes. */
export const holds = (still: () => boolean) => void unsaved.add(still)

const place = (key: string) => `maru.kept.${session.me?.id}.${key}`

/** Whether something was written here and is neither saved nor given up. */
export const isKept = (key: string) => sessionStorage.getItem(place(key)) !== null

/**
 * What is written under a key, beginning with `start`, or with what was kept before. Call it while a component starts,
 * and `drop` once it is saved or given up.
 */
export function kept<T extends object>(key: string, start: T) {
  const at = place(key)
  const before = sessionStorage.getItem(at)
  const begun = JSON.stringify(start)
  let value = $state(before === null ? start : (JSON.parse(before) as T))
  let restored = $state(before !== null)
  let over = false
  const write = () => {
    const text = JSON.stringify(value)
    if (over) return
    if (text === begun) sessionStorage.removeItem(at)
    else sessionStorage.setItem(at, text)
  }
  $effect(write)
  const still = () => !over && sessionStorage.getItem(at) !== null
  $effect(() => {
    unsaved.add(still)
    return () => unsaved.delete(still)
  })
  return {
    get value() {
      return value
    },
    /** It is not what was begun with, but what was written before. */
    get restored() {
      return restored
    },
    drop() {
      over = true
      sessionStorage.removeItem(at)
    },
    /** Back to what it began with. */
    restart() {
      value = JSON.parse(begun) as T
      restored = false
    },
  }
}
