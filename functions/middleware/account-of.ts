import { eventSource, type ResourceEvent } from '../../shared/ports/aws/bus.ts'
import type { BusEvent } from './subscriber.ts'

/** Whose event it is: of our own events by name, of the uploads bucket's by the first part of the object's key. */
export function accountOf(event: BusEvent): string | undefined {
  if (event.source === eventSource) return (event.detail as unknown as ResourceEvent).account_id
  const object = event.detail.object as { key?: string } | undefined
  const [accountId, directory] = object?.key?.split('/') ?? []
  return directory ? accountId : undefined
}
