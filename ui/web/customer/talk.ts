import type { components } from '../lib/schema.ts'
import { synchronise } from '../lib/clock.ts'
import { base, call, site, visitor, type CustomerMessage } from './site.svelte.ts'

type Heard = components['schemas']['CustomerLive']
type Said = components['schemas']['CustomerSays']

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
  // A line comes again when a later one showed that it held personal data.
  const at = site.messages.findIndex(m => m.id === message.id)
  if (at >= 0) site.messages[at] = message
  else {
    site.messages.push(message)
    site.messages.sort((a, b) => a.id - b.id)
  }
  site.sending = site.sending.filter(s => s.key !== message.client_key)
}

let socket: WebSocket | undefined
let tries = 0
const BEAT_MS = 10_000
/** The server is heard every ten seconds; twice missed, the line is dead, as after a phone's sleep. */
const SILENCE_MS = 25_000

/** Hears what happens, from the last message this page has; comes back by itself after sleep. */
export function listen() {
  if (socket) return
  const at = new WebSocket(`${location.origin.replace(/^http/, 'ws')}${base}/live`)
  socket = at
  let heardAt = Date.now()
  const beat = setInterval(() => {
    if (Date.now() - heardAt > SILENCE_MS) at.close()
    else tell({ type: 'beat' })
  }, BEAT_MS)
  at.onopen = () => {
    tries = 0
    tell({ type: 'hello', visitor: visitor(), after: site.messages.at(-1)?.id ?? null })
  }
  at.onmessage = e => {
    heardAt = Date.now()
    hear(JSON.parse(e.data as string) as Heard)
  }
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
    case 'beat':
      synchronise(heard.as_of)
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
