import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import type { ResourceType } from '../../model/resource.ts'

/** An event says no more than "look at this": whoever gets it reads the present state. */
export interface ResourceEvent {
  account_id: string
  resource_type: ResourceType | 'accounts'
  resource_id: string
}
type ResourceEventType = 'resource.changed' | 'resource.ready' | 'resource.errored'

export const eventSource = 'moira'

export interface Bus {
  put(type: ResourceEventType, event: ResourceEvent): Promise<void>
}

/** The account's default bus: the only one that S3 and Step Functions speak to. */
export function openBus(): Bus {
  const client = new EventBridgeClient({})
  return {
    async put(type, event) {
      const { FailedEntryCount, Entries } = await client.send(
        new PutEventsCommand({
          Entries: [{ Source: eventSource, DetailType: type, Detail: JSON.stringify(event) }],
        }),
      )
      if (FailedEntryCount) throw new Error(`event ${type} not taken by the bus: ${Entries?.[0]?.ErrorCode}`)
    },
  }
}
