/** ISO 8601 as clients write it. Without a zone it is UTC; a date alone is its midnight. */
const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?)?$/i

const lastYear = Date.parse('9999-12-31T23:59:59.999Z')

/** A client's time in milliseconds since 1970, from ISO 8601 or such milliseconds; undefined where it is neither. */
export function clientTime(value: unknown): number | undefined {
  if (typeof value === 'number') return isMoment(Math.trunc(value)) ? Math.trunc(value) : undefined
  if (typeof value !== 'string') return undefined
  const match = iso.exec(value.trim())
  if (!match) return undefined
  const [, date, minutes = '00:00', seconds = ':00', fraction = '', zone = 'Z'] = match
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`
  const time = Date.parse(`${date}T${minutes}${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`)
  return isMoment(time) ? time : undefined
}

/** Whether milliseconds are a time that ISO 8601 writes with a year of four digits. Before 1970 is another question. */
export const isMoment = (time: number): boolean =>
  Number.isFinite(time) && time <= lastYear && time >= Date.parse('0000-01-01T00:00:00Z')
