import type { Verdict } from '../../engines/events/accept.ts'
import { isObject } from '../../engines/events/event.ts'
import { redactedEvent } from '../../engines/events/redact.ts'
import type { Resource } from '../../model/resource.ts'
import { keepRejections, keepSampled } from '../../ports/store/observed-events.ts'
import type { Table } from '../../ports/store/table.ts'

/** Rows of one request that are kept. */
const rowsPerRequest = { rejections: 50, samples: 10 }

/** Requests of one source that one environment may keep at once, and how many more each second. */
const burst = 20

export interface Observed {
  body: unknown
  verdict: Verdict
  receivedAt: number
  /** Tells requests of one millisecond apart. */
  id: string
}

/**
 * Keeps why events were rejected, and a sample of events without their values, for the customer to look at. Each function
 * environment keeps one request a second of a source (20 at once): a flood costs no flood of writes, and a developer who
 * tries something sees everything.
 */
export function observer(table: () => Table, now: () => number) {
  const room = new Map<string, { left: number; at: number }>()

  const mayKeep = (id: string): boolean => {
    const at = now()
    const before = room.get(id) ?? { left: burst, at }
    const left = Math.min(burst, before.left + (at - before.at) / 1000)
    room.set(id, { left: left >= 1 ? left - 1 : left, at })
    return left >= 1
  }

  return async (source: Resource<'sources'>, { body, verdict, receivedAt, id }: Observed): Promise<void> => {
    const { accepted, rejected, warnings } = verdict
    if (!accepted.length && !rejected.length) return
    if (!mayKeep(source.id)) return
    const received_at = new Date(receivedAt).toISOString()
    const rows = [
      ...rejected.map((one) => ({ ...one, accepted: false })),
      ...warnings.map((one) => ({ ...one, accepted: true })),
    ]
    const samples = samplesOf(body, verdict)
    await Promise.all([
      rows.length &&
        keepRejections(table(), source, { received_at, id, rows: rows.slice(0, rowsPerRequest.rejections) }),
      keepSampled(table(), source, { received_at, id, rows: samples }),
    ])
  }
}

/** The first events of a request, rejected ones before accepted ones, without their values. */
function samplesOf(body: unknown, { accepted, rejected }: Verdict): Record<string, unknown>[] {
  const items = isObject(body) && Array.isArray(body.batch) ? body.batch : [body]
  const refused = rejected
    .slice(0, rowsPerRequest.samples)
    .map(({ index, code }) => ({ accepted: false, code, ...redactedEvent(items[index]) }))
  const taken = accepted
    .slice(0, rowsPerRequest.samples - refused.length)
    .map((event) => ({ accepted: true, ...redactedEvent(event) }))
  return [...refused, ...taken]
}
