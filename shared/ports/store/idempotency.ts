import { keys } from './keys.ts'
import { conditionally, type Table } from './table.ts'

/** The record of a request that carried an Idempotency-Key. */
export interface Remembered {
  /** Digest of method, path and body. */
  request: string
  /** The first answer; missing while the first request still runs. */
  response?: { statusCode: number; body: string }
  /** Epoch seconds; the table forgets it some time after. */
  expires_at: number
}

/** Each round that ends without an answer is a request that gave the key back in between: more in a row are a bug. */
const maxRounds = 20

/** Reserves the key for a request: undefined when this request is the first, else what is remembered of the first. */
export async function reserve(
  table: Table,
  accountId: string,
  key: string,
  request: string,
  clock: { nowSeconds: number; keepSeconds: number; runSeconds: number },
): Promise<Remembered | undefined> {
  const Key = keys.idempotency(accountId, key)
  const item = {
    request,
    expires_at: clock.nowSeconds + clock.keepSeconds,
    reserved_until: clock.nowSeconds + clock.runSeconds,
  }
  for (let round = 0; round < maxRounds; round++) {
    const first = await conditionally(() =>
      table.db.put({
        TableName: table.name,
        Item: { ...Key, ...item },
        // TTL is not deletion, and a function that died must not hold a key for a day.
        ConditionExpression:
          'attribute_not_exists(pk) OR expires_at < :now OR (attribute_not_exists(#response) AND reserved_until < :now)',
        ExpressionAttributeNames: { '#response': 'response' },
        ExpressionAttributeValues: { ':now': clock.nowSeconds },
      }),
    )
    if (first) return undefined
    const { Item } = await table.db.get({ TableName: table.name, Key, ConsistentRead: true })
    if (Item) return Item as Remembered
    // The record is gone: the request that held the key failed. The next writer of the key is the first again, and may
    // be another request.
  }
  throw new Error('an Idempotency-Key was given back again and again while it was being reserved')
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
