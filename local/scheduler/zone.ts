const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timezone: string): Intl.DateTimeFormat {
  let format = formats.get(timezone)
  if (!format) {
    const numeric = {
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    } as const
    format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, hourCycle: 'h23', ...numeric })
    formats.set(timezone, format)
  }
  return format
}

/** The wall clock of a zone at a time, written as if it were UTC (both in milliseconds). */
function wallClock(time: number, timezone: string): number {
  const parts = Object.fromEntries(
    formatOf(timezone)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  )
  return Date.UTC(parts.year!, parts.month! - 1, parts.day, parts.hour, parts.minute, parts.second)
}

/** Midnight of the local date at a time, written as if it were UTC. */
export function localDate(time: number, timezone: string): number {
  const wall = wallClock(time, timezone)
  return wall - (wall % 86_400_000)
}

/** The time at which a zone's clocks show `wall`: the first of two, undefined when the clocks jump over it. */
export function toUtc(wall: number, timezone: string): number | undefined {
  // Offsets of the day before and after cover the change, whichever way it goes.
  const offsets = [-86_400_000, 86_400_000].map((shift) => wallClock(wall + shift, timezone) - (wall + shift))
  const candidates = offsets.map((offset) => wall - offset).filter((time) => wallClock(time, timezone) === wall)
  return candidates.length > 0 ? Math.min(...candidates) : undefined
}
