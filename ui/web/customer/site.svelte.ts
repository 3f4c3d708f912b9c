import type { components } from '../lib/schema.ts'

type Schemas = components['schemas']
export type CustomerContact = Schemas['CustomerContact']
export type CustomerMessage = Schemas['CustomerMessage']
export type CustomerReason = Schemas['CustomerReason']

/** What went wrong, in the server's words. */
export class Problem extends Error {
  constructor(message: string, readonly fields: Record<string, string> = {}) {
    super(message)
  }
}

const slug = location.pathname.split('/')[2] ?? ''
export const base = `/api/c/${encodeURIComponent(slug)}`
const kept = `maru-visitor:${slug}`

/** Everything the page knows. Reload, sleep and a change of device lose nothing of it: the server has it all. */
export const site = $state({
  start: undefined as Schemas['Start'] | undefined,
  contact: undefined as CustomerContact | undefined,
  messages: [] as CustomerMessage[],
  sending: [] as { key: string; body: string; failed: boolean }[],
  typing: false,
  online: true,
})

export const visitor = () => localStorage.getItem(kept) ?? ''
const keepVisitor = (token: string | null | undefined) => token && localStorage.setItem(kept, token)

/** One call to the server; `body` makes it a POST. */
export async function call<T>(path: string, body?: object | FormData): Promise<T> {
  const form = body instanceof FormData
  const answer = await fetch(base + path, {
    method: body ? 'POST' : 'GET',
    headers: {
      ...(visitor() && { 'maru-visitor': visitor() }),
      ...(body && !form && { 'content-type': 'application/json' }),
      'accept-language': document.documentElement.lang,
    },
    body: form ? body : body && JSON.stringify(body),
  }).catch(() => {
    site.online = false
    throw new Problem('')
  })
  site.online = true
  const data = await answer.json().catch(() => undefined)
  if (answer.ok) return data as T
  throw new Problem(data?.error?.message ?? '', data?.error?.fields)
}

/** Who comes: by the site's own token, by a one-time link, or as last time on this device. */
export async function begin() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (token) {
    history.replaceState(null, '', location.pathname + location.search)
    const who = await call<Schemas['Identified']>('/identify', { token }).catch(() => undefined)
    keepVisitor(who?.visitor)
  }
  site.start = await call<Schemas['Start']>('/start')
  site.contact = site.start.contact ?? undefined
  if (site.contact) await talk()
}

export async function openContact(reason: number | null, words: string) {
  const opened = await call<Schemas['Opened']>('/contacts', { reason, words: words || null })
  keepVisitor(opened.visitor)
  site.contact = opened.contact
  await talk()
}

/** Does something to the open contact and shows what came of it. */
export async function act(path: string, body: object = {}) {
  site.contact = await call<CustomerContact>(`/contact${path}`, body)
}

/** Opens the line of an open contact; what it takes is fetched only then. */
const talk = async () => (await import('./talk.ts')).listen()

/** Signs out on every device; what follows is a stranger's page. */
export async function signOut() {
  await call('/sign-out', {})
  localStorage.removeItem(kept)
  location.reload()
}

/** Back to the first screen, with the conversation behind. */
export async function startAgain() {
  site.contact = undefined
  site.messages = []
  site.start = await call<Schemas['Start']>('/start')
}
