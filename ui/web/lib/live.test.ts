import { beforeEach, describe, expect, it } from 'vitest'
import { alerts, contacts, listen, live, messages, offers, take, typing } from './live.svelte.ts'

type Heard = Parameters<typeof take>[0]
const hear = (heard: object) => take(heard as Heard)
const row = (id: number, more = {}) => ({ id, here: [], turn: 'agent', ...more })
const hello = (more = {}) => hear({ type: 'hello', as_of: 1_000, version: '1', presence: null, contacts: [], offers: [], ...more })

beforeEach(() => {
  for (const store of [contacts, offers, messages, alerts, typing]) store.clear()
  live.presence = undefined
  live.signedOut = false
})

describe('hello', () => {
  it('is all there is: what is not in it is gone', () => {
    contacts.set(9, row(9) as never)
    offers.set(8, { id: 8 } as never)
    hello({ contacts: [row(1), row(2)], offers: [{ id: 5 }] })
    expect([...contacts.keys()]).toEqual([1, 2])
    expect([...offers.keys()]).toEqual([5])
  })
})

describe('what is heard later', () => {
  it('changes one thing and leaves the rest', () => {
    hello({ contacts: [row(1), row(2)], offers: [{ id: 5 }, { id: 6 }] })
    hear({ type: 'contact', contact: row(2, { turn: 'customer' }) })
    hear({ type: 'contact_gone', contact: 1 })
    hear({ type: 'offer_gone', offer: 5 })
    expect([...contacts.values()].map(r => [r.id, r.turn])).toEqual([[2, 'customer']])
    expect([...offers.keys()]).toEqual([6])
  })
  it('may come twice and counts once', () => {
    const message = { id: 3, body: '네' }
    hear({ type: 'message', message })
    hear({ type: 'message', message })
    hear({ type: 'whisper', message: { id: 4, body: '쿠폰' } })
    expect([...messages.keys()]).toEqual([3, 4])
  })
  it('shows the customer writing until the words are there, and never a colleague as the customer', () => {
    hear({ type: 'typing', contact: 1, agent: null, typing: true })
    expect(typing.has(1)).toBe(true)
    hear({ type: 'message', message: { id: 5, contact: 1, author: 'customer', body: '네' } })
    expect(typing.has(1)).toBe(false)
    hear({ type: 'typing', contact: 1, agent: 7, typing: true })
    expect(typing.has(1)).toBe(false)
  })
  it('about who is here touches only rows that are known', () => {
    hello({ contacts: [row(1)] })
    hear({ type: 'here', contact: 1, here: [{ agent: 7, name: '김하늘', typing: false }] })
    hear({ type: 'here', contact: 99, here: [{ agent: 7, name: '김하늘', typing: false }] })
    expect(contacts.get(1)?.here.map(face => face.name)).toEqual(['김하늘'])
    expect(contacts.has(99)).toBe(false)
  })
  it('ends the session when the server says so', () => {
    hear({ type: 'signed_out' })
    expect(live.signedOut).toBe(true)
  })
  it('is passed on to who listens, until they stop', () => {
    const seen: string[] = []
    const stop = listen(heard => seen.push(heard.type))
    hear({ type: 'beat', as_of: 1 })
    stop()
    hear({ type: 'beat', as_of: 2 })
    expect(seen).toEqual(['beat'])
  })
})
