import { setTimeout as wait } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb'

/** The document client and the name of the one table. */
export interface Table {
  db: DynamoDBDocument
  name: string
}

export function openTable(name: string): Table {
  const db = DynamoDBDocument.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } })
  return { db, name }
}

/** Every item of a partition whose sort key starts with `prefix`, read consistently, in key order. */
export async function queryAll<Item>(table: Table, range: { pk: string; prefix?: string }): Promise<Item[]> {
  const items: Item[] = []
  let start: Record<string, unknown> | undefined
  do {
    const page = await table.db.query({
      TableName: table.name,
      KeyConditionExpression: range.prefix ? 'pk = :pk AND begins_with(sk, :prefix)' : 'pk = :pk',
      ExpressionAttributeValues: { ':pk': range.pk, ...(range.prefix && { ':prefix': range.prefix }) },
      ConsistentRead: true,
      ExclusiveStartKey: start,
    })
    for (const item of page.Items ?? []) items.push(withoutKeys<Item>(item))
    start = page.LastEvaluatedKey
  } while (start)
  return items
}

/** An item as the rest of the product sees it: without the table's keys. */
export function withoutKeys<Shape = Record<string, unknown>>(item: Record<string, unknown>): Shape {
  const { pk: _pk, sk: _sk, ...rest } = item
  return rest as Shape
}

/** Errors are known by their names: a client from another copy of the SDK throws another class. */
const reasonsOf = (error: unknown): string[] => {
  const { name, CancellationReasons = [] } = error as { name?: string; CancellationReasons?: { Code?: string }[] }
  return name === 'TransactionCanceledException' ? CancellationReasons.map(({ Code = '' }) => Code) : []
}
const nameOf = (error: unknown): string | undefined => (error as { name?: string }).name

/** Whether a conditional write lost: alone, or inside a transaction. */
const conditionFailed = (error: unknown): boolean =>
  nameOf(error) === 'ConditionalCheckFailedException' || reasonsOf(error).includes('ConditionalCheckFailed')

/** Whether two writes met on one item: DynamoDB refuses one of them, and the SDK does not try it again. */
const writesMet = (error: unknown): boolean =>
  nameOf(error) === 'TransactionConflictException' || reasonsOf(error).includes('TransactionConflict')

/** 25 + 50 + … + 1,600 ms: longer than any transaction of ours holds an item. */
const tries = 8

/** Runs a conditional write; false when its condition did not hold. Where it only met another write it tries again. */
export async function conditionally(write: () => Promise<unknown>): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      await write()
      return true
    } catch (error) {
      if (conditionFailed(error)) return false
      if (!writesMet(error) || attempt === tries) throw error
      await wait(25 * 2 ** (attempt - 1))
    }
  }
}

/** `{ a: 1, b: undefined }` → SET #a = :a REMOVE #b, with its names and values. */
export function assignments(changes: Record<string, unknown>) {
  const set: string[] = []
  const remove: string[] = []
  const names: Record<string, string> = {}
  const values: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(changes)) {
    names[`#${name}`] = name
    if (value === undefined) {
      remove.push(`#${name}`)
    } else {
      set.push(`#${name} = :${name}`)
      values[`:${name}`] = value
    }
  }
  const parts = [set.length ? `SET ${set.join(', ')}` : '', remove.length ? `REMOVE ${remove.join(', ')}` : '']
  return { expression: parts.filter(Boolean).join(' '), names, values }
}
