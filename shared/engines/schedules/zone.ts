/** A reading of the wall clock: `month` 1-12. */
export interface Wall {
  year: number
  month: number
  day: number
  hour: number
  minute: number
}

const dayMs = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

/** The wall clock of the IANA zone at a moment (milliseconds since 1970). */
export function wallAt(zone: string, time: number): Wall {
  const parts: Record<string, number> = {}
  for (const { type, value } of format(zone).formatToParts(time)) parts[type] = Number(value)
  return { year: parts.year!, month: parts.month!, day: parts.day!, hour: parts.hour!, minute: parts.minute! }
}

/**
 * The moment at which the clocks of the zone show `wall`: the first of two where clocks are set back, null where they
 * are set forward past it.
 */
export function momentOf(zone: string, wall: Wall): number | null {
  const asUtc = utc(wall)
  // The offset is one of those a day before and a day after: clocks are not set twice in two days.
  const candidates = [asUtc - dayMs, asUtc + dayMs].map((near) => asUtc - (utc(wallAt(zone, near)) - near))
  const right = candidates.filter((candidate) => utc(wallAt(zone, candidate)) === asUtc)
  return right.length > 0 ? Math.min(...right) : null
}

function utc({ year, month, day, hour, minute }: Wall): number {
  return Date.UTC(year, month - 1, day, hour, minute)
}

/** Making a format costs a hundred times what using it does. Throws a RangeError for a zone that does not exist. */
function format(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const fields = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const
  const made = new Intl.DateTimeFormat('en-US', { ...fields, timeZone: zone, hourCycle: 'h23', calendar: 'gregory' })
  formats.set(zone, made)
  return made
}

/** Whether the zone exists, by its IANA name and spelling: offsets such as `+02:00` are not names of zones. */
export function zoneExists(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false
  try {
    format(zone)
  } catch {
    return false
  }
  const wanted = zone.toLowerCase()
  return zoneNames().includes(zone) || !zoneNames().some((name) => name.toLowerCase() === wanted)
}

export function zoneNames(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')]
}
