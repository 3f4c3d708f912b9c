import { language } from './language.svelte.ts'

const two = (n: number) => String(n).padStart(2, '0')

/** 75,000 ms → 1:15; over an hour 1:02:03. */
export function clock(ms: number) {
  const s = Math.max(0, Math.floor(ms / 1000))
  const h = Math.floor(s / 3600)
  const m = Math.floor((s % 3600) / 60)
  return h ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`
}

/** How long something has been silent: 12초, 3분, 2시간. */
export function ago(ms: number) {
  const s = Math.max(0, Math.floor(ms / 1000))
  const [n, unit]: [number, string] = s < 60 ? [s, 'second'] : s < 3600 ? [Math.floor(s / 60), 'minute'] : [Math.floor(s / 3600), 'hour']
  return new Intl.NumberFormat(language(), { style: 'unit', unit, unitDisplay: 'long' }).format(n)
}

/** A length for people: 약 1분, 2–5분; never a false precision. */
export function minutes(lowMs: number, highMs = lowMs) {
  const low = Math.round(lowMs / 60_000)
  const high = Math.max(1, Math.ceil(highMs / 60_000))
  const ko = language() === 'ko'
  if (high <= 1) return ko ? '1분 안쪽' : 'under a minute'
  if (low === high || lowMs === highMs) return ko ? `약 ${high}분` : `about ${high} min`
  return ko ? `${Math.max(1, low)}–${high}분` : `${Math.max(1, low)}–${high} min`
}

const zone: { name?: string } = {}

/** The centre's zone: every clock on screen shows it. */
export const setZone = (name: string) => {
  zone.name = name
}

const shown = (options: Intl.DateTimeFormatOptions) => (ms: number) =>
  new Intl.DateTimeFormat(language(), { timeZone: zone.name, ...options }).format(ms)

export const time = shown({ hour: 'numeric', minute: '2-digit' })
/** For axes, where every label has little room: 07:00. */
export const hours = shown({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
/** For axes and narrow columns: 11. 24. */
export const shortDay = shown({ month: 'numeric', day: 'numeric' })
export const day = shown({ month: 'short', day: 'numeric', weekday: 'short' })
export const dayTime = shown({ month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' })
export const number = (n: number) => new Intl.NumberFormat(language()).format(n)
export const percent = (part: number, whole: number) =>
  whole === 0 ? '–' : new Intl.NumberFormat(language(), { style: 'percent' }).format(part / whole)

/** An amount in the smallest unit of its currency. */
export function money(amount: number, currency: string) {
  const format = new Intl.NumberFormat(language(), { style: 'currency', currency })
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 0))
}

/** A browser as people call it, of the long line it sends: Chrome · Windows. */
export function browser(agent: string) {
  const first = (names: [RegExp, string][]) => names.find(([sign]) => sign.test(agent))?.[1]
  const what = first([[/Edg/, 'Edge'], [/Firefox|FxiOS/, 'Firefox'], [/Whale/, 'Whale'], [/Chrome|CriOS/, 'Chrome'], [/Safari/, 'Safari']])
  const where = first([[/iPhone|iPad/, 'iOS'], [/Android/, 'Android'], [/Windows/, 'Windows'], [/Mac OS/, 'macOS'], [/Linux/, 'Linux']])
  return [what, where].filter(Boolean).join(' · ') || agent.slice(0, 40)
}
