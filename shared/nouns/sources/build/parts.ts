import { digestOf } from '../../../model/ids.ts'

/** A larger day is read hour by hour, side by side. */
const largestDay = 64 << 20

/** An object of the log. */
interface LogObject {
  hour: string
  key: string
  etag: string
  size: number
  last_modified: string
}

/** Objects that are read as one file. */
export interface LogPart {
  /** `yyyy-mm-dd`, or with the hour behind it. */
  name: string
  /** Keys of the objects, while others may still join them; those of a closed part are looked up when they are read. */
  objects?: string[]
  /** Hours that have events. */
  hours: number
  /** Of its objects, so that it is another one when they are others. */
  etag: string
  size: number
  /** Of the newest object, ISO 8601. */
  last_modified: string
}

/**
 * The parts of a log: a closed day is one, unless it is large; of all other days each hour is one. So a year of a small
 * source is 365 files.
 * @param objects in the order of their keys
 * @param through the last closed hour
 */
export function partsOfLog(objects: readonly LogObject[], through: string | undefined): LogPart[] {
  const days = Map.groupBy(objects, ({ hour }) => hour.slice(0, 10))
  return [...days].flatMap(([day, ofDay]) => {
    const size = ofDay.reduce((sum, one) => sum + one.size, 0)
    const isClosed = through !== undefined && `${day}T23` <= through
    if (isClosed && size <= largestDay) return [partOf(day, ofDay, true)]
    return [...Map.groupBy(ofDay, ({ hour }) => hour)].map(([hour, ofHour]) =>
      partOf(hour.replace('T', '/'), ofHour, through !== undefined && hour <= through),
    )
  })
}

/** The parts of days that are closed as a whole: they stay what they are, as the days before a later build. */
export const partsOfClosedDays = (parts: readonly LogPart[], through: string | undefined): LogPart[] =>
  parts.filter(({ name }) => through !== undefined && `${name.slice(0, 10)}T23` <= through)

const partOf = (name: string, objects: readonly LogObject[], isClosed: boolean): LogPart => ({
  name,
  ...(!isClosed && { objects: objects.map(({ key }) => key) }),
  hours: new Set(objects.map(({ hour }) => hour)).size,
  etag: digestOf(objects.map(({ key, etag }) => [key, etag])),
  size: objects.reduce((sum, one) => sum + one.size, 0),
  last_modified: objects.reduce((newest, one) => (one.last_modified > newest ? one.last_modified : newest), ''),
})
