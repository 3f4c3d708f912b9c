import { session } from '../lib/me.svelte.ts'

// Whether lines that harm are blurred until they are asked for: each person's own choice, kept on this device.
const key = () => `maru.blur.${session.me?.id}`
let chosen = $state<boolean>()

export const blurs = () => chosen ?? localStorage.getItem(key()) === 'on'

export function setBlurs(on: boolean) {
  chosen = on
  localStorage.setItem(key(), on ? 'on' : 'off')
}
