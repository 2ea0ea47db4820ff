const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `2025-09-01T…Z` → `1 Sep 2025`, in UTC; a text that is no moment stays. */
export function dayOf(moment: string): string {
  const at = new Date(moment)
  if (Number.isNaN(at.getTime())) return moment
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`
}

/** `2025-09-01` of days since 1970-01-01. */
export function isoDay(days: number): string {
  // JavaScript's calendar ends 100,000,000 days either side of 1970.
  return new Date(Math.round(Math.max(-1e8, Math.min(1e8, days))) * 86_400_000).toISOString().slice(0, 10)
}
