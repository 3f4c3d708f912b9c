import { SvelteMap } from 'svelte/reactivity'
import type { Schemas } from './api.ts'
import { synchronise } from './clock.ts'

type Heard = Schemas['StaffLive']
type Said = Schemas['StaffSays']
export type ContactRow = Schemas['ContactRow']
export type OfferView = Schemas['OfferView']
export type Message = Schemas['Message']

/** Everything the server pushes to this person, in one place. Screens read it; nothing else writes it. */
export const live = $state({
  online: false,
  /** When the server was last heard, by this machine's clock. */
  heardAt: 0,
  presence: undefined as Schemas['PresenceView'] | undefined,
  floor: undefined as Schemas['Floor'] | undefined,
  signedOut: false,
})

export const contacts = new SvelteMap<number, ContactRow>()
export const offers = new SvelteMap<number, OfferView>()
/** Messages of the conversation that is open, by id. */
export const messages = new SvelteMap<number, Message>()
/** When the customer of a contact was last heard writing. */
export const typing = new SvelteMap<number, number>()
export const alerts = new SvelteMap<number, Schemas['Alert']>()

const listeners = new Set<(heard: Heard) => void>()

/** Hear every message too; returns how to stop. */
export function listen(listener: (heard: Heard) => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Folds one message of the server into the stores. */
export function take(heard: Heard) {
  switch (heard.type) {
    case 'hello':
      synchronise(heard.as_of)
      live.presence = heard.presence ?? undefined
      contacts.clear()
      offers.clear()
      for (const row of heard.contacts) contacts.set(row.id, row)
      for (const offer of heard.offers) offers.set(offer.id, offer)
      break
    case 'beat':
      synchronise(heard.as_of)
      break
    case 'offer':
      offers.set(heard.offer.id, heard.offer)
      break
    case 'offer_gone':
      offers.delete(heard.offer)
      break
    case 'contact':
      contacts.set(heard.contact.id, heard.contact)
      break
    case 'contact_gone':
      contacts.delete(heard.contact)
      break
    case 'message':
    case 'whisper':
      messages.set(heard.message.id, heard.message)
      if (heard.message.author === 'customer') typing.delete(heard.message.contact)
      break
    case 'typing':
      // Colleagues who write are told of by `here`, with their names.
      if (heard.agent != null) break
      if (heard.typing) typing.set(heard.contact, Date.now())
      else typing.delete(heard.contact)
      break
    case 'here': {
      const row = contacts.get(heard.contact)
      if (row) contacts.set(heard.contact, { ...row, here: heard.here })
      break
    }
    case 'presence':
      live.presence = heard.presence
      break
    case 'alert':
      alerts.set(heard.alert.id, heard.alert)
      break
    case 'signed_out':
      live.signedOut = true
      break
  }
  for (const listener of listeners) listener(heard)
}

const BEAT_MS = 4_000
/** The server is heard every ten seconds; twice missed, the line is dead. */
const SILENCE_MS = 25_000
let socket: WebSocket | undefined
let attempt = 0
let opened: number | null = null
let beat: ReturnType<typeof setInterval> | undefined

/** Opens the socket and keeps it open, waiting longer and longer, never in step with others. */
export function connect() {
  beat ??= setInterval(alive, BEAT_MS)
  const at = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/live`)
  socket = at
  at.onopen = () => {
    attempt = 0
    live.online = true
    if (opened !== null) tell({ type: 'open', contact: opened })
  }
  at.onmessage = e => {
    live.heardAt = Date.now()
    take(JSON.parse(e.data as string) as Heard)
  }
  at.onclose = () => {
    if (socket !== at) return
    socket = undefined
    live.online = false
    void again()
  }
}

async function again() {
  // A machine that slept may come back after its session has ended: then the socket is refused without a word.
  if (attempt > 0 && (await fetch('/api/me').catch(() => undefined))?.status === 401) live.signedOut = true
  if (live.signedOut) return
  const wait = Math.min(20_000, 500 * 2 ** attempt++) * (0.5 + Math.random())
  setTimeout(() => socket ?? (beat && connect()), wait)
}

/** Says that this device is there, and gives up a line on which nothing is heard. */
function alive() {
  tell({ type: 'beat' })
  if (live.online && Date.now() - live.heardAt > SILENCE_MS) socket?.close()
}

/** Ends it for good. */
export function disconnect() {
  clearInterval(beat)
  beat = undefined
  const at = socket
  socket = undefined
  at?.close()
  live.online = false
}

export function tell(said: Said) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(said))
}

/** Says which conversation is looked at, so that its messages come. */
export function open(contact: number | null) {
  opened = contact
  messages.clear()
  tell({ type: 'open', contact })
}
