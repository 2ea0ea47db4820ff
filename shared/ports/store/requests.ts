import { keys } from './keys.ts'
import type { Table } from './table.ts'

/** Long enough for any clock that is late. */
const keepSeconds = 3600

/** Adds to the requests of an account in the window that starts then (epoch seconds); gives their sum. */
export async function addRequests(table: Table, accountId: string, window: number, requests: number): Promise<number> {
  const { Attributes } = await table.db.update({
    TableName: table.name,
    Key: keys.requests(accountId, window),
    UpdateExpression: 'ADD requests :requests SET expires_at = :expires_at',
    ExpressionAttributeValues: { ':requests': requests, ':expires_at': window + keepSeconds },
    ReturnValues: 'UPDATED_NEW',
  })
  return Number(Attributes?.requests)
}
