import { chime } from '../lib/chime.ts'
import type { OfferView } from '../lib/live.svelte.ts'
import { session } from '../lib/me.svelte.ts'

// A device stays quiet until somebody at it says otherwise.
const KEY = 'maru.bell'
let on = $state(localStorage.getItem(KEY) === 'on')
const shown = new Map<number, Notification>()

export const bell = {
  get on() {
    return on
  },
  async toggle() {
    on = !on
    localStorage.setItem(KEY, on ? 'on' : 'off')
    if (!on) return
    chime()
    if (globalThis.Notification?.permission === 'default') await Notification.requestPermission()
  },
}

/** One short sound for new offers, never for messages; and a notification while the agent looks elsewhere. */
export function announce(offers: OfferView[], said: (offer: OfferView) => { title: string; body: string }) {
  if (!on || !offers.length) return
  if (session.me?.settings.sound_assignment) chime()
  if (document.hasFocus() || globalThis.Notification?.permission !== 'granted') return
  for (const offer of offers) {
    const { title, body } = said(offer)
    const notification = new Notification(title, { body, tag: `offer-${offer.id}` })
    notification.onclick = () => (window.focus(), notification.close())
    shown.set(offer.id, notification)
  }
}

/** What was offered is taken or gone: nothing is left hanging on the screen. */
export function withdraw(offer: number) {
  shown.get(offer)?.close()
  shown.delete(offer)
}
