import type { Schemas } from '../lib/api.ts'
import { session } from '../lib/me.svelte.ts'
import { words } from '../lib/words.svelte.ts'

// Whether lines that harm are blurred until they are asked for: each person's own choice, kept on this device.
const key = () => `maru.blur.${session.me?.id}`
let chosen = $state<boolean>()

export const blurs = () => chosen ?? localStorage.getItem(key()) === 'on'

export function setBlurs(on: boolean) {
  chosen = on
  localStorage.setItem(key(), on ? 'on' : 'off')
}

/** Whether a line so flagged is blurred where it stands; who is in danger is always read. */
export const harms = (tone?: Schemas['ToneClass'] | null) => !!tone && tone !== 'distress'

/** The last line of a conversation where it is only shown: what is blurred is read in the conversation, by her own act. */
export const lastOf = ({ last }: Schemas['ContactRow']) => last && (harms(last.tone) && blurs() ? words().desk.blurred : last.text)
