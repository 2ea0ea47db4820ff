import type { ResourceType } from '../../model/resource.ts'
import { keys } from './keys.ts'
import { conditionally, type Table } from './table.ts'

/** The memory of a request that carried an Idempotency-Key. */
export interface Remembered {
  /** Digest of method, path and body. */
  request: string
  /** The resource that the request made, written in one transaction with it. */
  made?: { type: ResourceType; id: string }
  /** The first answer; missing while the first request still runs, and after one that died before it answered. */
  response?: { statusCode: number; body: string }
  /** Epoch seconds: until then the first request may still run. */
  running_until: number
  /** Epoch seconds: from then on another request may take a key under which nothing was made or answered. */
  reserved_until: number
  /** Epoch seconds; the table forgets it some time after. */
  expires_at: number
}

/** Each round that ends without an answer is a request that gave the key back in between: more in a row are a bug. */
const maxRounds = 20

/**
 * Reserves the key for a request: undefined when this request is the first, else what is remembered of the first.
 *
 * @param commits whether the request writes what it makes together with the key (`writeConfig`). Only then is it known
 *   that a request which died, and left nothing made, did nothing: its key is free again after `runSeconds`.
 */
export async function reserve(
  table: Table,
  accountId: string,
  key: string,
  request: string,
  { nowSeconds, keepSeconds, runSeconds, commits }: Clock & { commits: boolean },
): Promise<Remembered | undefined> {
  const Key = keys.idempotency(accountId, key)
  const expires_at = nowSeconds + keepSeconds
  const running_until = nowSeconds + runSeconds
  const item = { request, expires_at, running_until, reserved_until: commits ? running_until : expires_at }
  for (let round = 0; round < maxRounds; round++) {
    const first = await conditionally(() =>
      table.db.put({
        TableName: table.name,
        Item: { ...Key, ...item },
        // TTL is not deletion, and a function that died must not hold a key for a day.
        ConditionExpression:
          'attribute_not_exists(pk) OR expires_at < :now OR ' +
          '(attribute_not_exists(#response) AND attribute_not_exists(#made) AND reserved_until < :now)',
        ExpressionAttributeNames: { '#response': 'response', '#made': 'made' },
        ExpressionAttributeValues: { ':now': nowSeconds },
      }),
    )
    if (first) return undefined
    const { Item } = await table.db.get({ TableName: table.name, Key, ConsistentRead: true })
    if (Item) return Item as Remembered
    // Gone since: the request that held the key failed. Whichever request writes it now is the first.
  }
  throw new Error('an Idempotency-Key was given back again and again while it was being reserved')
}

interface Clock {
  nowSeconds: number
  keepSeconds: number
  runSeconds: number
}

/** Keeps the first answer for those who ask again. */
export async function remember(
  table: Table,
  accountId: string,
  key: string,
  response: { statusCode: number; body: string },
): Promise<void> {
  await table.db.update({
    TableName: table.name,
    Key: keys.idempotency(accountId, key),
    UpdateExpression: 'SET #response = :response',
    ExpressionAttributeNames: { '#response': 'response' },
    ExpressionAttributeValues: { ':response': response },
  })
}

/** Frees a key whose request failed: the next one may try. */
export async function forget(table: Table, accountId: string, key: string): Promise<void> {
  await table.db.delete({ TableName: table.name, Key: keys.idempotency(accountId, key) })
}
