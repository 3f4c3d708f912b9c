import type { Schemas } from '../../lib/api.ts'

export default {
  why: 'Why?',
  waits: 'Why it still waits',
  waiting: (time: string, ahead: number) => `Waiting for ${time}, ${ahead === 0 ? 'first in line' : `${ahead} ahead`}`,
  gone: 'It no longer waits: somebody took it, or the customer left.',
  free: 'It goes to the first of these at once',
  nobody: 'Nobody who is free may take it. Nearest first:',
  ring: (n: number) => (n === 0 ? 'needs as published' : `needs relaxed to step ${n}`),
  idle: 'Why nothing came', idleOf: (name: string) => `What ${name} had`, last: (minutes: number) => `The last ${minutes} minutes`,
  total: (time: string) => `Ready and with nothing: ${time}`,
  spell: (from: string, to: string, length: string) => `${from}–${to} (${length})`,
  spells: {
    not_there: 'not on the books yet', busy: 'had contacts or an offer', silent: 'the device was silent: nobody is asked who cannot be reached',
    nobody_waiting: 'ready; nobody was in line',
  } satisfies Record<Exclude<Schemas['SpellWhy']['type'], 'away' | 'stood'>, string>,
  away: (presence: string) => `not ready: ${presence}`,
  stood: (n: number, because: string) => `ready; ${n} in line, but: ${because}`,
}
