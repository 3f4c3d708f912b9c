import { api, get, type Schemas } from './api.ts'
import { setZone } from './format.ts'
import { say } from './language.svelte.ts'
import { live } from './live.svelte.ts'
import { speak } from './words.svelte.ts'

export type Me = Schemas['Me']

/** Who is signed in; undefined until known. */
export const session = $state({ me: undefined as Me | undefined, known: false })

export async function loadMe() {
  session.me = await get(api.GET('/api/me')).catch(() => undefined)
  session.known = true
  if (!session.me) return
  setZone(session.me.centre.zone)
  showTheme(session.me.settings.theme)
  await speak(session.me.settings.language)
}

export function showTheme(theme: Schemas['Theme']) {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export async function changeSettings(change: Schemas['SettingsChange']) {
  const settings = await get(api.PATCH('/api/me/settings', { body: change }))
  if (!session.me) return
  session.me.settings = settings
  showTheme(settings.theme)
  await speak(settings.language)
}

/** Ends the session; what was written and not saved leaves this device with it. */
export async function signOut() {
  await get(api.POST('/api/sign-out'))
  sessionStorage.clear()
  location.assign('/sign-in')
}

/** Takes another state; the server may refuse, and says why. */
export async function changePresence(presence: Schemas['Presence']) {
  live.presence = await get(api.POST('/api/me/presence', { body: { presence } }))
}

/** The languages of the interface, to choose from; each is named in itself. */
export const languages = [{ value: 'ko' as const, name: '한국어' }, { value: 'en' as const, name: 'English' }]

/** The reasons of the catalogue, to choose from. */
export const reasonOptions = () => (session.me?.reasons ?? []).map(r => ({ value: r.id, name: `${r.parent ? '– ' : ''}${say(r.name)}` }))

/** Whether this person's roles open an operation of the API. */
export const may = (operation: string) => session.me?.may.includes(operation) ?? false
