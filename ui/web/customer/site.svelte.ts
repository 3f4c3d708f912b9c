import type { components } from '../lib/schema.ts'
import { synchronise } from '../lib/clock.ts'

type Schemas = components['schemas']
export type CustomerContact = Schemas['CustomerContact']
export type CustomerMessage = Schemas['CustomerMessage']
export type CustomerReason = Schemas['CustomerReason']
type Heard = Schemas['CustomerLive']
type Said = Schemas['CustomerSays']

/** What went wrong, in the server's words. */
export class Problem extends Error {
  constructor(message: string, readonly fields: Record<string, string> = {}) {
    super(message)
  }
}

const slug = location.pathname.split('/')[2] ?? ''
const base = `/api/c/${encodeURIComponent(slug)}`
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

const visitor = () => localStorage.getItem(kept) ?? ''
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
  if (site.contact) listen()
}

export async function openContact(reason: number | null, words: string) {
  const opened = await call<Schemas['Opened']>('/contacts', { reason, words: words || null })
  keepVisitor(opened.visitor)
  site.contact = opened.contact
  listen()
}

/** Does something to the open contact and shows what came of it. */
export async function act(path: string, body: object = {}) {
  site.contact = await call<CustomerContact>(`/contact${path}`, body)
}

export async function say(body: string, key: string = crypto.randomUUID()) {
  const mine = site.sending.find(s => s.key === key)
  if (mine) mine.failed = false
  else site.sending.push({ key, body, failed: false })
  try {
    add(await call<CustomerMessage>('/contact/messages', { body, client_key: key }))
  } catch {
    const failed = site.sending.find(s => s.key === key)
    if (failed) failed.failed = true
  }
}

export async function sendFile(file: File) {
  const form = new FormData()
  form.set('client_key', crypto.randomUUID())
  form.set('file', file)
  add(await call<CustomerMessage>('/contact/files', form))
}

function add(message: CustomerMessage) {
  if (!site.messages.some(m => m.id === message.id)) {
    site.messages.push(message)
    site.messages.sort((a, b) => a.id - b.id)
  }
  site.sending = site.sending.filter(s => s.key !== message.client_key)
}

let socket: WebSocket | undefined
let tries = 0

/** Hears what happens, from the last message this page has; comes back by itself after sleep. */
function listen() {
  if (socket) return
  const at = new WebSocket(`${location.origin.replace(/^http/, 'ws')}${base}/live`)
  socket = at
  const beat = setInterval(() => tell({ type: 'beat' }), 10_000)
  at.onopen = () => {
    tries = 0
    tell({ type: 'hello', visitor: visitor(), after: site.messages.at(-1)?.id ?? null })
  }
  at.onmessage = e => hear(JSON.parse(e.data as string) as Heard)
  at.onclose = () => {
    clearInterval(beat)
    socket = undefined
    site.online = false
    setTimeout(listen, Math.min(20_000, 500 * 2 ** tries++) * (0.5 + Math.random()))
  }
}

export function tell(said: Said) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(said))
}

function hear(heard: Heard) {
  site.online = true
  switch (heard.type) {
    case 'hello':
      synchronise(heard.as_of)
      if (heard.contact) site.contact = heard.contact
      heard.messages.forEach(add)
      for (const unsent of site.sending.filter(s => s.failed)) void say(unsent.body, unsent.key)
      break
    case 'contact':
      site.contact = heard.contact
      break
    case 'message':
      site.typing = false
      add(heard.message)
      break
    case 'typing':
      site.typing = heard.typing
      break
    case 'wait':
      if (site.contact) site.contact = { ...site.contact, wait: heard.wait }
      break
  }
}

/** Back to the first screen, with the conversation behind. */
export async function startAgain() {
  site.contact = undefined
  site.messages = []
  site.start = await call<Schemas['Start']>('/start')
}
