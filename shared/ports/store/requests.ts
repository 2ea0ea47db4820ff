import { keys } from './keys.ts'
import type { Table } from './table.ts'

/** Long enough for any clock that is late. */
const keepSeconds = 3600

/** Adds to the requests of an account in the window that starts then (epoch seconds); gives their sum. */
export const addRequests = (table: Table, accountId: string, window: number, requests: number): Promise<number> =>
  add(table, keys.requests(accountId, window), window, requests)

/** The same for the requests of one source of events. */
export const addSourceRequests = (
  table: Table,
  source: { account_id: string; id: string },
  window: number,
  requests: number,
): Promise<number> => add(table, keys.sourceRequests(source.account_id, source.id, window), window, requests)

/** The same for the requests of the Profile API about one account. */
export const addSpaceRequests = (table: Table, accountId: string, window: number, requests: number): Promise<number> =>
  add(table, keys.spaceRequests(accountId, window), window, requests)

async function add(table: Table, Key: Record<string, string>, window: number, requests: number): Promise<number> {
  const { Attributes } = await table.db.update({
    TableName: table.name,
    Key,
    UpdateExpression: 'ADD requests :requests SET expires_at = :expires_at',
    ExpressionAttributeValues: { ':requests': requests, ':expires_at': window + keepSeconds },
    ReturnValues: 'UPDATED_NEW',
  })
  return Number(Attributes?.requests)
}
