import { uploadKeys } from '../../shared/lake/keys.ts'
import { eventSource, type ResourceEvent } from '../../shared/ports/aws/bus.ts'
import type { BusEvent } from './subscriber.ts'

/** Whose event it is: of our own events by name, of the uploads bucket's by the first part of the object's key. */
export function accountOf(event: BusEvent): string | undefined {
  if (event.source === eventSource) return (event.detail as unknown as ResourceEvent).account_id
  const object = event.detail.object as { key?: string } | undefined
  return uploadKeys.accountOf(object?.key ?? '')
}
