import { type Table, withoutKeys } from './table.ts'

/** Items of one partition between two sort keys, both included. */
export interface Range {
  pk: string
  from: string
  to: string
}

/**
 * One page of a range. Read as the table is somewhere, not consistently: at half the price, for what nobody waits for.
 *
 * @param after the sort key that the page before ended with
 * @returns the items with their sort keys; `isLast` where nothing comes after them
 */
export async function queryRange<Shape>(
  table: Table,
  { pk, from, to }: Range,
  { limit, backwards, after }: { limit: number; backwards: boolean; after?: string | undefined },
): Promise<{ items: { sk: string; item: Shape }[]; isLast: boolean }> {
  // DynamoDB refuses a range that ends before it begins.
  if (from > to) return { items: [], isLast: true }
  const { Items = [], LastEvaluatedKey } = await table.db.query({
    TableName: table.name,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
    ScanIndexForward: !backwards,
    Limit: limit,
    ...(after !== undefined && { ExclusiveStartKey: { pk, sk: after } }),
  })
  const items = Items.map((item) => ({ sk: String(item.sk), item: withoutKeys<Shape>(item) }))
  return { items, isLast: LastEvaluatedKey === undefined }
}
