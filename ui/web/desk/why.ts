import type { Schemas } from '../lib/api.ts'
import { time } from '../lib/format.ts'
import { say } from '../lib/language.svelte.ts'
import language from '../words/deskMore.ts'

/** What stood against somebody, in words. */
export function against(because: Schemas['Against']): string {
  const t = say(language)
  switch (because.type) {
    case 'held_for_another':
      return t.keptFor(because.agent.name)
    case 'needs_not_met':
      return [t.against.needs_not_met, because.from_ring ? t.fromRing(because.from_ring) : ''].filter(Boolean).join(' · ')
    case 'cooldown':
      return `${t.against.cooldown} (–${time(because.until)})`
    default:
      return t.against[because.type]
  }
}

/** The smallest change that would have chosen otherwise, in words. */
export function otherwise(change: Schemas['Change'], rule: Schemas['Rule']): string {
  const t = say(language)
  switch (change.type) {
    case 'runner_up':
      return change.by === 0 ? t.change.idle(change.agent.name) : t.change.by[rule](change.agent.name, change.by)
    case 'obstacle':
      return t.change.obstacle(change.agent.name, against(change.because))
    case 'nobody':
      return t.change.nobody
  }
}
