/** Days of the centre's own calendar: a day begins at its midnight, whatever the browser's zone. */

const DAY = 86_400_000

/** 2026-11-24 in the zone. */
export const dayOf = (ms: number, zone: string) => new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(ms)

/** The ms at which a day begins in the zone. */
export function startOf(day: string, zone: string) {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  // A zone is at most 14 h away; two looks suffice, also on the days on which clocks are moved.
  const offset = (at: number) => {
    const part = Object.fromEntries(
      new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' })
        .formatToParts(at)
        .map(part => [part.type, Number(part.value)]),
    )
    return Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second) - at
  }
  const guess = midnight - offset(midnight)
  return midnight - offset(guess)
}

/** The day so many days later, or earlier. */
export const shift = (day: string, days: number) => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10)
