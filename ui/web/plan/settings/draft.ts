import type { Schemas } from '../../lib/api.ts'

// Settings as they are written on the screen: numbers may be empty, times are typed as people say them. `wire` reads them, or
// says which field cannot be read, by the path and in the codes that the server uses.

export type Weekday = Schemas['Weekday']
export const WEEK: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** A number, or '' where none is given. */
export type Figure = number | string
/** At least and at most. */
export type Range = [Figure, Figure]

export type PromiseDraft = {
  service_level_percent: Figure
  within_s: Figure
  patience_s: Figure
  occupancy_percent: Figure
  concurrency: Figure
  quantile_percent: Figure
  shrinkage: { cause: string; percent: Figure }[]
}
export type PauseDraft = { length_min: Figure; paid: boolean; at: string }
export type ShiftDraft = { key: number; name: string; start: string; length: string; counted: string; weekdays: Weekday[]; burden: Figure; breaks: PauseDraft[] }
export type ContractDraft = {
  key: number
  was: string | null
  name: string
  /** Keys of shifts, so that a shift may change its name. */
  shifts: number[]
  days: Range
  hours: Range
  rest_h: Figure
  days_in_a_row: Range
  off_in_a_row: Figure
  weekends: Figure
  weekend_days: Figure
  nights_in_a_row: Figure
  rest_after_nights_h: Figure
  law: boolean
}
export type SiteDraft = { key: number; was: string | null; name: string; seats: Figure }
/** What is one number or choice for the whole centre. */
export type WholeDraft = Record<(typeof WHOLE)[number], Figure> & { pooled: boolean; interval_min: number; holidays: Schemas['HolidayCalendar'] }
const WHOLE = ['guard_percent', 'tolerance_min', 'callbacks_percent', 'hourly_cost', 'under', 'over', 'weekend_burden', 'fairness'] as const
export type Draft = {
  whole: WholeDraft
  promise: PromiseDraft
  promises: { skill: number; promise: PromiseDraft }[]
  shifts: ShiftDraft[]
  contracts: ContractDraft[]
  sites: SiteDraft[]
}

/** 90 → 1:30. */
export const said = (minutes: number) => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
/** 1:30 → 90; nothing if it is no time. */
export function minutes(text: string) {
  const found = /^\s*(\d{1,2}):([0-5]\d)\s*$/.exec(text)
  return found ? Number(found[1]) * 60 + Number(found[2]) : undefined
}
/** 1:30, 2:00 → 90, 120; nothing if one is no time. */
export function list(text: string) {
  const all = text.split(',').map(minutes)
  return all.every(at => at !== undefined) ? all : undefined
}

export const fresh = (all: readonly { key: number }[]) => Math.max(-1, ...all.map(one => one.key)) + 1

export function promiseDraft(promise: Schemas['Promise']): PromiseDraft {
  return { ...promise, patience_s: promise.patience_s ?? '', occupancy_percent: promise.occupancy_percent ?? '', quantile_percent: promise.quantile_percent ?? '', shrinkage: promise.shrinkage.map(part => ({ ...part })) }
}

export function begin(settings: Schemas['PlanSettings']): Draft {
  const { promise, promises, shifts, contracts, sites, ...whole } = settings
  const range = (of?: number[] | null): Range => [of?.[0] ?? '', of?.[1] ?? '']
  return {
    whole,
    promise: promiseDraft(promise),
    promises: promises.map(own => ({ skill: own.skill, promise: promiseDraft(own.promise) })),
    shifts: shifts.map((shift, key) => ({
      key,
      name: shift.name,
      start: shift.start.slice(0, 5),
      length: said(shift.length_min),
      counted: shift.counted_min == null ? '' : said(shift.counted_min),
      weekdays: [...(shift.weekdays ?? WEEK)],
      burden: shift.burden,
      breaks: (shift.breaks ?? []).map(pause => ({ length_min: pause.length_min, paid: pause.paid ?? false, at: pause.at_min.map(said).join(', ') })),
    })),
    contracts: contracts.map((contract, key) => ({
      key,
      was: contract.name,
      name: contract.name,
      shifts: contract.shifts.map(name => shifts.findIndex(shift => shift.name === name)).filter(at => at >= 0),
      days: range(contract.days),
      hours: range(contract.hours),
      rest_h: contract.rest_h ?? 0,
      days_in_a_row: range(contract.days_in_a_row),
      off_in_a_row: contract.off_in_a_row ?? 0,
      weekends: contract.weekends ?? '',
      weekend_days: contract.weekend_days ?? '',
      nights_in_a_row: contract.nights_in_a_row ?? '',
      rest_after_nights_h: contract.rest_after_nights_h ?? 0,
      law: contract.law === 'kr',
    })),
    sites: sites.map((site, key) => ({ key, was: site.name, name: site.name, seats: site.seats })),
  }
}

export type Wrong = Record<string, string>

/** What is sent, and what cannot be read, by field. */
export function wire(draft: Draft): { body: Schemas['PlanSettings']; wrong: Wrong } {
  const wrong: Wrong = {}
  const decimal = (value: Figure, path: string) => {
    if (value === '') wrong[path] = 'required'
    else if (!(Number(value) >= 0)) wrong[path] = 'wrong_type'
    return Number(value)
  }
  const whole = (value: Figure, path: string) => {
    const read = decimal(value, path)
    if (!Number.isInteger(read)) wrong[path] = 'wrong_type'
    return read
  }
  const maybe = (value: Figure, path: string) => (value === '' ? null : whole(value, path))
  // With a least alone nobody could say what the most is; without a least it is none.
  const range = (of: Range, path: string, read: typeof whole) => (of[0] === '' && of[1] === '' ? null : [of[0] === '' ? 0 : read(of[0], path), read(of[1], path)])
  const time = <T>(read: T | undefined, path: string, none: T) => {
    if (read === undefined) wrong[path] = 'unreadable'
    return read ?? none
  }
  const promise = (own: PromiseDraft, path: string): Schemas['Promise'] => ({
    service_level_percent: whole(own.service_level_percent, `${path}.service_level_percent`),
    within_s: whole(own.within_s, `${path}.within_s`),
    patience_s: maybe(own.patience_s, `${path}.patience_s`),
    occupancy_percent: maybe(own.occupancy_percent, `${path}.occupancy_percent`),
    concurrency: whole(own.concurrency, `${path}.concurrency`),
    quantile_percent: maybe(own.quantile_percent, `${path}.quantile_percent`),
    shrinkage: own.shrinkage.map((part, at) => ({ cause: part.cause.trim(), percent: whole(part.percent, `${path}.shrinkage[${at}].percent`) })),
  })
  const body: Schemas['PlanSettings'] = {
    ...draft.whole,
    ...(Object.fromEntries(WHOLE.map(name => [name, whole(draft.whole[name], name)])) as Record<(typeof WHOLE)[number], number>),
    promise: promise(draft.promise, 'promise'),
    promises: draft.promises.map((own, at) => ({ skill: own.skill, promise: promise(own.promise, `promises[${at}].promise`) })),
    shifts: draft.shifts.map((shift, at) => {
      const path = `shifts[${at}]`
      return {
        name: shift.name.trim(),
        start: shift.start,
        length_min: time(minutes(shift.length), `${path}.length_min`, 0),
        ...(shift.counted.trim() && { counted_min: time(minutes(shift.counted), `${path}.counted_min`, 0) }),
        ...(shift.weekdays.length < WEEK.length && { weekdays: WEEK.filter(day => shift.weekdays.includes(day)) }),
        burden: whole(shift.burden, `${path}.burden`),
        breaks: shift.breaks.map((pause, place) => ({
          length_min: whole(pause.length_min, `${path}.breaks[${place}].length_min`),
          paid: pause.paid,
          at_min: time(list(pause.at), `${path}.breaks[${place}].at_min`, []),
        })),
      }
    }),
    contracts: draft.contracts.map((contract, at) => {
      const path = `contracts[${at}]`
      return {
        name: contract.name.trim(),
        was: contract.was,
        shifts: draft.shifts.filter(shift => contract.shifts.includes(shift.key)).map(shift => shift.name.trim()),
        days: range(contract.days, `${path}.days`, whole),
        hours: range(contract.hours, `${path}.hours`, decimal),
        rest_h: decimal(contract.rest_h, `${path}.rest_h`),
        days_in_a_row: range(contract.days_in_a_row, `${path}.days_in_a_row`, whole),
        off_in_a_row: whole(contract.off_in_a_row, `${path}.off_in_a_row`),
        weekends: maybe(contract.weekends, `${path}.weekends`),
        weekend_days: maybe(contract.weekend_days, `${path}.weekend_days`),
        nights_in_a_row: maybe(contract.nights_in_a_row, `${path}.nights_in_a_row`),
        rest_after_nights_h: decimal(contract.rest_after_nights_h, `${path}.rest_after_nights_h`),
        law: contract.law ? 'kr' : null,
      }
    }),
    sites: draft.sites.map((site, at) => ({ name: site.name.trim(), was: site.was, seats: whole(site.seats, `sites[${at}].seats`) })),
  }
  return { body, wrong }
}
