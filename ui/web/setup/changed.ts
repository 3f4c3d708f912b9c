import type { Schemas } from '../lib/api.ts'
import { number } from '../lib/format.ts'
import type common from '../words/en/common.ts'
import type more from '../words/en/changed.ts'
import type setup from '../words/en/setup.ts'

type Words = { setup: typeof setup; more: typeof more; common: typeof common; name: (words: Schemas['Words']) => string }
type Kept = Record<string, unknown> | undefined

const SECOND = 1_000
const MINUTE = 60_000

/** The name of a field of the setup, and by what its number is divided to be read. */
function field(key: string, above: string | undefined, { setup: t, more, common }: Words): [string, number?] {
  const own: Record<string, [string, number?]> = {
    reasons: [t.reason], skills: [t.skills], groups: [t.group], hours: [common.setupParts.hours], channels: [t.channels], offers: [t.offers], callbacks: [t.callbacks], bots: [t.bots],
    effort: [t.effort], strain: [t.strain], protection: [more.protection], costs: [more.costs], bot_scripts: [more.scripts], unknown_reason: [t.standsIn], bot_floor_permille: [t.botFloor, 10], bot_floor_after: [t.botFloorAfter],
    name: [t.name], about: [t.what], ko: [more.ko], en: [more.en], parent: [t.parent], urgency: [t.urgency], importance_customer: [t.customer], importance_company: [t.company],
    target_ms: [t.target, SECOND], expected_ms: [t.usual, MINUTE], preferred_hold_ms: [t.hold, SECOND], hard: [t.hard], group: [t.group], known: [t.known], unknown: [t.unknown], bot: [t.bot], nobody: [t.nobody], rule: [t.rule],
    rings: [t.needs], after_ms: [t.ringAfter, SECOND], needs: [t.skills], skill: [t.skills], level: [t.level], language: [t.languageTag], slot_ms: [t.slot, MINUTE], places: [t.places],
    zone: [t.zone], weekly: [more.weekly], exceptions: [t.exceptions], load: [t.load], silent_grace_ms: [t.grace, SECOND],
    cooldown_ms: [t.cooldown, SECOND], missed_before_away: [t.missed], wrap_up_ms: [t.wrap, SECOND], return_credit_ms: [more.returnCredit, SECOND], tries: [t.tries], retry_ms: [t.retry, MINUTE], not_again_ms: [more.notAgain, MINUTE],
    deadline_ms: above === 'bots' ? [t.botDeadline, MINUTE] : [t.deadline, SECOND],
    breath_after_hard: [t.breath], breath_ms: [t.breathFor, SECOND], pause_ms: [t.pause, MINUTE], protect_rest_ms: [more.protectRest, MINUTE],
    announcement: [more.announcement], voice_announcement: [more.voiceAnnouncement], warnings: [more.warnings], at_once: [more.atOnce], restriction_days: [more.restrictionDays], care_hours: [more.careHours],
    tone: [more.tone], flagged_permille: [more.flagged], sure_permille: [more.sure], restricted: [more.restricted], channel: [t.channels], why: [more.why], objection: [more.objection],
    currency: [more.currency], agent_hour_micros: [more.agentHour, 1e6], bot_session_micros: [more.botSession, 1e6], message_micros: [more.message, 1e6], minute_micros: [more.minute, 1e6],
  }
  const named = { ...t.effortNames, ...t.strainNames } as Record<string, string>
  if (named[key]) return [named[key], above === 'effort' ? SECOND : 1]
  if (above === 'channels') return [common.channel[key as Schemas['Channel']] ?? key]
  return own[key] ?? [key]
}

/** Where a change is, in the words of setup: 접촉사유 ‘환불’ · 목표 응답(초). */
export function place(at: string, document: Schemas['Document'], words: Words): { where: string; per: number } {
  let [here, above, per] = [document as unknown as Kept, undefined as string | undefined, 1]
  const parts: string[] = []
  for (const key of at.split('/').slice(1)) {
    here = here?.[key] as Kept
    const last = parts.length - 1
    if (/^\d+$/.test(key)) {
      const name = here && typeof here === 'object' && here.name ? words.name(here.name as Schemas['Words']) : ''
      if (above === 'weekly') parts.push(words.setup.days[Number(key)] ?? key), (above = 'day')
      else if (last >= 0) parts[last] += name ? ` ‘${name}’` : ` ${Number(key) + 1}`
      continue
    }
    const [name, scale = 1] = field(key, above, words)
    parts.push(name)
    ;[above, per] = [key, scale]
  }
  return { where: parts.join(' · '), per }
}

/** A value as it is read; a whole part of the setup is only said to have come or gone. */
export function value(value: unknown, per: number, { more }: Words): string {
  if (value === null || value === undefined || value === '') return more.none
  if (typeof value === 'boolean') return value ? more.yes : more.no
  if (typeof value === 'number') return number(value / per)
  return typeof value === 'object' ? '…' : String(value)
}
