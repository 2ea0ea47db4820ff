import { keys } from './keys.ts'
import { type Table, withoutKeys } from './table.ts'

/** Rejections are kept for 30 days, samples of events for one. */
const keepSeconds = { rejections: 30 * 24 * 3600, samples: 24 * 3600 }

export const longestRejections = 500

type Row = Record<string, unknown>
interface Kept {
  received_at: string
  rows: Row[]
}
/** As it is stored: names of fields are the clients', and DynamoDB's maps take no empty one. */
interface Stored {
  received_at: string
  rows: string
  expires_at: number
}

/** Keeps rows about events of one request, of one kind. `id` tells requests of one millisecond apart. */
const keep =
  (kind: keyof typeof keepSeconds) =>
  async (
    table: Table,
    source: { account_id: string; id: string },
    { received_at, id, rows }: Kept & { id: string },
  ): Promise<void> => {
    const expires_at = Math.floor(Date.parse(received_at) / 1000) + keepSeconds[kind]
    const key = keys.observedOne(source.account_id, source.id, kind, `${received_at}#${id}`)
    await table.db.put({ TableName: table.name, Item: { ...key, received_at, rows: JSON.stringify(rows), expires_at } })
  }

export const keepRejections = keep('rejections')
export const keepSampled = keep('samples')

/** The newest rows of one kind. TTL is not deletion, so rows whose time is over are left out here. */
async function newest(
  table: Table,
  accountId: string,
  sourceId: string,
  kind: keyof typeof keepSeconds,
  limit: number,
): Promise<Row[]> {
  const rows: Row[] = []
  const { pk, prefix } = keys.observed(accountId, sourceId, kind)
  const now = Math.floor(Date.now() / 1000)
  let start: Record<string, unknown> | undefined
  do {
    const page = await table.db.query({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit,
      ExclusiveStartKey: start,
    })
    for (const item of page.Items ?? []) {
      const { received_at, rows: of, expires_at } = withoutKeys<Stored>(item)
      if (expires_at <= now) return rows.slice(0, limit)
      rows.push(...(JSON.parse(of) as Row[]).map((row) => ({ ...row, received_at })))
    }
    start = page.LastEvaluatedKey
  } while (start && rows.length < limit)
  return rows.slice(0, limit)
}

export const listRejections = (table: Table, accountId: string, sourceId: string): Promise<Row[]> =>
  newest(table, accountId, sourceId, 'rejections', longestRejections)

export const listSampled = (table: Table, accountId: string, sourceId: string, limit: number): Promise<Row[]> =>
  newest(table, accountId, sourceId, 'samples', limit)
