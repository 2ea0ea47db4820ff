import { acceptEvents } from '../../shared/engines/events/accept.ts'
import type { QueuedEvents } from '../../shared/engines/events/queued.ts'
import { newApiKey, sha256 } from '../../shared/model/ids.ts'
import type { ConsumerContext } from '../../shared/nouns/profiles/context.ts'
import { SourceConfig } from '../../shared/nouns/sources/contract.ts'
import { type ApiKey, putApiKey } from '../../shared/ports/store/api-keys.ts'
import { keys } from '../../shared/ports/store/keys.ts'
import { openTable } from '../../shared/ports/store/table.ts'
import { startDynamo } from './dynamodb.ts'

/** The live half on a real DynamoDB Local: both tables, and a lake that remembers what was put into it. */
export async function startProfiles() {
  const dynamo = await startDynamo('moira', 'profiles')
  process.env.PROFILES_TABLE_NAME = 'profiles'
  const objects = new Map<string, Uint8Array>()
  const ctx: ConsumerContext = {
    table: openTable('moira'),
    profiles: openTable('profiles'),
    now: () => new Date(),
    lake: {
      put: async (key, body) => {
        objects.set(key, typeof body === 'string' ? Buffer.from(body) : body)
        return { key, etag: '', size: body.length, last_modified: '' }
      },
    },
  }
  let accounts = 0
  return {
    ctx,
    objects,
    /** A fresh account with one source; its id, and messages of the queue of it. */
    async account(config: object = {}) {
      const account_id = `account-${++accounts}`
      const id = `source-${accounts}`
      const created_at = '2026-01-01T00:00:00.000Z'
      const resource = {
        ...{ account_id, type: 'sources', id, status: 'ready', attempt: 0, created_at, updated_at: created_at },
        ...{ config: SourceConfig.parse({ name: 'Shop', ...config }), status_changed_at: created_at },
        last_updated_config_at: created_at,
      }
      await ctx.table.db.put({ TableName: 'moira', Item: { ...keys.resource(account_id, 'sources', id), ...resource } })
      return {
        account_id,
        source_id: id,
        /** An API key of the account. */
        async key(more: Partial<ApiKey> = {}): Promise<string> {
          const key = newApiKey('live')
          await putApiKey(ctx.table, sha256(key), { account_id, mode: 'live', created_at, ...more })
          return key
        },
        /** A message of the queue with what the intake makes of these events. */
        message(events: readonly object[], receivedAt = Date.parse('2026-03-20T12:00:00.000Z')): QueuedEvents {
          let made = 0
          const verdict = acceptEvents(
            { batch: events },
            { call: 'batch', receivedAt, ip: '192.0.2.7', identify: true, newMessageId: () => `made-${++made}` },
          )!
          if (verdict.rejected.length) throw new Error(JSON.stringify(verdict.rejected))
          const received_at = new Date(receivedAt).toISOString()
          return { account_id, source_id: id, received_at, events: verdict.accepted }
        },
      }
    },
    async stop() {
      ctx.table.db.destroy()
      ctx.profiles.db.destroy()
      await dynamo.stop()
    },
  }
}
