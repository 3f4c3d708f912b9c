import { api } from './api.ts'

const REST_MS = 2_000
let timer: ReturnType<typeof setTimeout> | undefined

/** Words that found nothing are counted once they rest; whatever is typed next, or found, takes them back. */
export function missed(words?: string) {
  clearTimeout(timer)
  const looked = words?.trim()
  // Counting them is nobody's concern who looks: when it fails, nothing is said.
  if (looked) timer = setTimeout(() => void api.POST('/api/knowledge/gaps', { body: { words: looked } }).catch(() => {}), REST_MS)
}
