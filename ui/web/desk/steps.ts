import type { Schemas } from '../lib/api.ts'
import { dayTime, minutes } from '../lib/format.ts'
import { say } from '../lib/language.svelte.ts'
import type { Words } from '../lib/words.svelte.ts'

/** One step of a contact's path, in a few words. */
export function describe(step: Schemas['Step'], w: Words): string {
  const name = w.desk.step[step.type] ?? step.type
  return [name, more(step, w)].filter(Boolean).join(' · ')
}

function more(step: Schemas['Step'], w: Words): string {
  switch (step.type) {
    case 'arrived':
    case 'channel_changed':
      return w.channel[step.channel]
    case 'reason_set':
      return say(step.reason.name)
    case 'shown':
      return step.options.map(option => w.treatment[option.treatment]).join(' → ')
    case 'chosen':
      return w.treatment[step.treatment]
    case 'booked':
      return dayTime(step.start)
    case 'wait_told':
      return minutes(step.low_ms, step.high_ms)
    case 'ring_widened':
      return w.desk.ring(step.ring)
    case 'kept_for':
    case 'kept_no_more':
    case 'offered':
    case 'offer_ended':
    case 'connected':
    case 'leg_ended':
    case 'joined':
    case 'parted':
    case 'protected':
      return step.agent.name
    case 'dialled':
      return `${step.agent.name} · ${w.desk.dialled[step.result]}`
    case 'wrapped_up':
      return `${step.agent.name} · ${w.outcome[step.outcome]}`
    default:
      return ''
  }
}
