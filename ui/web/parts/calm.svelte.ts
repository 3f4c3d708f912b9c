/** How long after pointer and focus have left rows may move again. */
const CALM_MS = 2_000

/**
 * Rows in their newest order, but not under someone's hand: while pointer or focus is on the list, and two seconds
 * after, rows change in place, go or come at the end, and none moves, so that nobody opens the wrong one.
 */
export function calm<T>(rows: () => T[], key: (row: T) => unknown) {
  let held = $state(false)
  let order: unknown[] = []
  const shown = $derived.by(() => {
    const next = rows()
    const places = new Map(order.map((key, at) => [key, at]))
    const place = (row: T) => places.get(key(row)) ?? Infinity
    const now = held ? next.toSorted((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b))) : next
    order = now.map(key)
    return now
  })
  /** Attached to the list's element. */
  const hand = (list: HTMLElement) => {
    let timer: ReturnType<typeof setTimeout>
    const hold = () => (clearTimeout(timer), (held = true))
    const release = () => (clearTimeout(timer), (timer = setTimeout(() => (held = false), CALM_MS)))
    const heard = { pointerenter: hold, focusin: hold, pointerleave: release, focusout: release }
    for (const [event, act] of Object.entries(heard)) list.addEventListener(event, act)
    return () => {
      clearTimeout(timer)
      for (const [event, act] of Object.entries(heard)) list.removeEventListener(event, act)
    }
  }
  return {
    get rows() {
      return shown
    },
    hand,
  }
}
