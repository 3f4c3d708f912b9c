import type { Schemas } from '../lib/api.ts'

type View = Schemas['RosterView']
type Shift = Schemas['RosterShift']
type Person = Schemas['RosterPerson']

/** Where a shift or one of its breaks may lie: the minutes after midnight it fills, and what the day would then be. */
export type Place = { from: number; to: number; shift: string; breaks?: number[]; /** Why it cannot lie there. */ refused?: string }

/** Shifts of a roster by person and day. */
export function byDay(view: View) {
  const shifts = new Map(view.shifts.map(shift => [`${shift.agent} ${shift.day}`, shift]))
  return (agent: number, day: string) => shifts.get(`${agent} ${day}`)
}

/** Rules broken, by person and day. */
export function brokenBy(view: View) {
  const broken = Map.groupBy(view.report.broken, one => `${one.agent} ${one.day}`)
  return (agent: number, day: string) => broken.get(`${agent} ${day}`) ?? []
}

/** The shifts there are on a day, by their start. */
export function shiftsOf(view: View, day: string): Place[] {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
  const there = view.templates.filter(shift => shift.weekdays[weekday])
  return there.map(shift => ({ from: shift.start_min, to: shift.start_min + shift.length_min, shift: shift.name })).sort((a, b) => a.from - b.from || a.to - b.to)
}

/** Those of them that a person's contract allows. */
export const allowed = (shifts: Place[], person: Person) => shifts.filter(place => person.shifts.includes(place.shift))

/** Where the nth break of a shift may lie while the others stay. */
export function breakPlaces(view: View, shift: Shift, nth: number): Place[] {
  const ways = view.templates.find(template => template.name === shift.shift)?.ways ?? []
  const others = (way: Schemas['RosterBreak'][]) => way.length === shift.breaks.length && way.every((pause, at) => at === nth || pause.from_min === shift.breaks[at]!.from_min)
  return ways.filter(others).map(way => {
    const from = shift.start_min + way[nth]!.from_min
    return { from, to: from + way[nth]!.length_min, shift: shift.shift, breaks: way.map(pause => pause.from_min) }
  })
}

/** The place whose start is nearest; of several, one that is allowed, then the one as long as what is moved. */
function nearest(places: Place[], from: number, length: number, own: (place: Place) => boolean = () => true) {
  const far = (place: Place) => [Math.abs(place.from - from), own(place) ? 0 : 1, Math.abs(place.to - place.from - length)] as const
  const nearer = (a: Place, b: Place) => far(a).map((n, at) => n - far(b)[at]!).find(n => n) ?? 0
  return places.reduce<Place | undefined>((best, place) => (best && nearer(best, place) <= 0 ? best : place), undefined)
}

/** Where a shift that is let go of at a minute would lie; one that is not hers says so. */
export function snapShift(shifts: Place[], person: Person, now: Place, from: number): Place {
  const own = (place: Place) => person.shifts.includes(place.shift)
  const place = nearest(shifts, from, now.to - now.from, own)
  if (!place) return now
  // Where it lies it stays: another shift of the same hours is no move.
  if (place.from === now.from && place.to === now.to) return now
  return own(place) ? place : { ...place, refused: 'not_hers' }
}

/** And a break; further from every place it may have than half an hour or its own length, it says so. */
export function snapBreak(places: Place[], now: Place, from: number): Place {
  const place = nearest(places, from, now.to - now.from)
  if (!place) return now
  const off = Math.abs(place.from - from) > Math.max(30, now.to - now.from)
  return off ? { ...now, from, to: from + now.to - now.from, refused: 'break_place' } : place
}
