import { ServiceError } from '../http.ts'
import type { Bus } from './bus.ts'

interface Entry {
  Source?: string
  DetailType?: string
  Detail?: string
  Resources?: string[]
  EventBusName?: string
  /** Seconds since 1970. */
  Time?: number
}

/** PutEvents takes at most 256 KB and ten entries in one call. */
const REQUEST_LIMIT = 256 * 1024

/** EventBridge's HTTP face: PutEvents to the default bus. */
export function eventsFace(bus: Bus): Record<string, (input: never) => unknown> {
  const put = (entry: Entry) => {
    if (!entry.Source || !entry.DetailType || entry.Detail === undefined) {
      return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Parameter Source, DetailType and Detail are required' }
    }
    const detail = parseObject(entry.Detail)
    if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
    const time = entry.Time === undefined ? undefined : entry.Time * 1000
    const { Source: source, DetailType: type, Resources: resources } = entry
    return {
      EventId: bus.publish({
        source,
        'detail-type': type,
        detail,
        ...(resources && { resources }),
        ...(time && { time }),
      }),
    }
  }
  return {
    PutEvents({ Entries = [] }: { Entries?: Entry[] }) {
      const wrong = (message: string) => new ServiceError('ValidationException', message)
      if (Entries.length < 1 || Entries.length > 10) throw wrong('Entries must hold 1 to 10 events.')
      if (Entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > REQUEST_LIMIT) {
        throw wrong('Total size of the entries in the request is over the limit.')
      }
      const other = Entries.find(
        ({ EventBusName: name = 'default' }) => name !== 'default' && !name.endsWith(':event-bus/default'),
      )
      if (other) throw new ServiceError('ResourceNotFoundException', `Event bus ${other.EventBusName} does not exist.`)
      const results = Entries.map(put)
      return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results }
    },
  }
}

/** As documented: 14 bytes for a time, and the UTF-8 length of source, type, detail and resources. */
function sizeOf({ Source = '', DetailType = '', Detail = '', Resources = [], Time }: Entry): number {
  return [Source, DetailType, Detail, ...Resources].reduce((sum, text) => sum + Buffer.byteLength(text), Time ? 14 : 0)
}

function parseObject(text: string): unknown {
  try {
    const value = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
