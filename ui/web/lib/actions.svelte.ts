import { untrack } from 'svelte'
import { SvelteMap } from 'svelte/reactivity'

/** Something that can be done now. Every one stands in the palette; a few have a key of their own. */
export type Action = { name: string; run: () => unknown; key?: Key; more?: string }

/**
 * All direct keys there are, as people read them. They are matched on `event.code`, so that a Hangul keyboard changes
 * nothing, and none is a letter alone or with Alt or Shift, which browsers and other languages need.
 */
export const keys = {
  palette: 'Ctrl K',
  answer: 'F2',
  mute: 'F8',
  previous: 'Alt ↑',
  next: 'Alt ↓',
  finish: 'Ctrl Enter',
  canned: '/',
  back: 'Esc',
} as const
export type Key = keyof typeof keys

type Pressed = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing'>

/** The direct key that was pressed. `/` is the composer's own and never a key of the page. */
export function keyOf(e: Pressed): Key | undefined {
  if (e.isComposing || e.shiftKey) return
  const command = e.ctrlKey || e.metaKey
  if (command && e.altKey) return
  if (command) return e.code === 'KeyK' ? 'palette' : e.code === 'Enter' ? 'finish' : undefined
  if (e.altKey) return e.code === 'ArrowUp' ? 'previous' : e.code === 'ArrowDown' ? 'next' : undefined
  return ({ F2: 'answer', F8: 'mute', Escape: 'back' } as Record<string, Key>)[e.code]
}

const offered = new SvelteMap<symbol, () => Action[]>()

/** Offers actions as long as the component that calls this is drawn; the latest offered come first. */
export function offerActions(list: () => Action[]) {
  $effect(() => {
    const mine = Symbol()
    untrack(() => offered.set(mine, list))
    return () => untrack(() => offered.delete(mine))
  })
}

/** Everything that can be done now. */
export const actions = () => [...offered.values()].reverse().flatMap(list => list())
