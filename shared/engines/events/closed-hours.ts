/** How often builds take up the events of a source. */
export const cadences = ['hourly', 'daily', 'manual'] as const
export type Cadence = (typeof cadences)[number]

const hourMs = 3_600_000
/** So long after the end of an hour its last object may still be on its way. */
const graceMs = 20 * 60_000

/** An hour of the log as `yyyy-mm-ddThh`, UTC: hours compare as texts do. */
export const hourOf = (at: Date): string => at.toISOString().slice(0, 13)

/** The first moment of an hour. */
export const startOfHour = (hour: string): Date => new Date(`${hour}:00:00Z`)

/**
 * The first day, `yyyy-mm-dd`, UTC, whose events still count where they are kept for so many days: every event is kept for as long at least.
 * Undefined where all are.
 */
export const firstDayKept = (retentionDays: number | undefined, now: Date): string | undefined =>
  retentionDays === undefined
    ? undefined
    : new Date(now.getTime() - retentionDays * 24 * hourMs).toISOString().slice(0, 10)

/**
 * The newest hour that a build at this moment reads by itself: nobody writes into it or into one before it any more. Of a
 * daily cadence the last hour of a whole day. Undefined where nothing is read by itself.
 */
export function closedThrough(cadence: Cadence, now: Date): string | undefined {
  if (cadence === 'manual') return undefined
  const open = Math.floor((now.getTime() - graceMs) / hourMs)
  const next = cadence === 'hourly' ? open : open - (open % 24)
  return hourOf(new Date((next - 1) * hourMs))
}
