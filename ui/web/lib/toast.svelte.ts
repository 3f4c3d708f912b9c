import { Problem } from './api.ts'

type Toast = { id: number; text: string; bad: boolean; act?: { name: string; run: () => void } }

export const toasts = $state<Toast[]>([])
let last = 0
const SHOWN_MS = 10_000

/** Something that can be undone, or went wrong. Everything else is said where it happens. */
export function toast(text: string, act?: Toast['act'], bad = false) {
  const id = ++last
  toasts.push({ id, text, bad, act })
  setTimeout(() => dismiss(id), SHOWN_MS)
}

export function dismiss(id: number) {
  const at = toasts.findIndex(toast => toast.id === id)
  if (at >= 0) toasts.splice(at, 1)
}

/** Runs something and says what went wrong, if anything did. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    toast([error.message, error.why, error.safe, error.act].filter(Boolean).join(' '), undefined, true)
  }
}
