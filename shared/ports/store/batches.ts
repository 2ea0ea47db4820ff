import { setTimeout as wait } from 'node:timers/promises'
import { conditionally, type Table } from './table.ts'

type Key = { pk: string; sk: string }

/** DynamoDB's limits of one request. */
const mostGets = 100
const mostPuts = 25

/** 20 + 40 + … + 2,560 ms between the tries of what a request left undone, which is what a throttled table does. */
const tries = 9

/** Requests of one call that are under way at the same time. */
const abreast = 8

/**
 * Reads items consistently, in as few requests as DynamoDB's limits allow.
 *
 * @param keys each at most once
 * @returns the items that are there, in any order, with their keys
 */
export async function getAll<Shape>(table: Table, keys: readonly Key[]): Promise<(Shape & Key)[]> {
  const found: (Shape & Key)[] = []
  await eachChunk(keys, mostGets, async (chunk) => {
    let left: Key[] = chunk
    for (let attempt = 1; left.length > 0; attempt++) {
      const { Responses = {}, UnprocessedKeys = {} } = await table.db.batchGet({
        RequestItems: { [table.name]: { Keys: left, ConsistentRead: true } },
      })
      found.push(...((Responses[table.name] ?? []) as (Shape & Key)[]))
      left = (UnprocessedKeys[table.name]?.Keys ?? []) as Key[]
      if (left.length > 0) await pause(attempt, 'read')
    }
  })
  return found
}

/** Writes items, each whatever was there before. Throws when DynamoDB keeps refusing some: the others are written. */
export const putAll = (table: Table, items: readonly Key[]): Promise<void> =>
  writeAll(
    table,
    items.map((Item) => ({ PutRequest: { Item } })),
  )

/** Deletes items, whether they are there or not. */
export const deleteAll = (table: Table, keys: readonly Key[]): Promise<void> =>
  writeAll(
    table,
    keys.map((Key) => ({ DeleteRequest: { Key } })),
  )

async function writeAll(table: Table, requests: readonly Record<string, unknown>[]): Promise<void> {
  await eachChunk(requests, mostPuts, async (chunk) => {
    let left = chunk
    for (let attempt = 1; left.length > 0; attempt++) {
      const { UnprocessedItems = {} } = await table.db.batchWrite({ RequestItems: { [table.name]: left } })
      left = (UnprocessedItems[table.name] ?? []) as Record<string, unknown>[]
      if (left.length > 0) await pause(attempt, 'write')
    }
  })
}

/**
 * Writes an item whose `version` is one above that of the item that it replaces; a new item has version 1.
 *
 * @returns false when somebody else wrote it meanwhile
 */
export const putNext = <Item extends Key & { version: number }>(table: Table, item: Item): Promise<boolean> =>
  conditionally(() =>
    table.db.put({
      TableName: table.name,
      Item: item,
      ...(item.version === 1
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: '#version = :before',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':before': item.version - 1 },
          }),
    }),
  )

/** Lost races are tried again after 5, 10, 20 … ms, at random up to twice that: together some ten seconds. */
const races = 12

/**
 * Repeats work that lost a race for an item until it wins.
 *
 * @param what for the error's sentence, in the plural
 * @param work gives undefined when it lost
 */
export async function untilWon<Won>(what: string, work: () => Promise<Won | undefined>): Promise<Won> {
  for (let attempt = 1; ; attempt++) {
    const won = await work()
    if (won !== undefined) return won
    if (attempt === races) throw new Error(`others changed ${what} ${races} times while they were written`)
    await wait(5 * 2 ** Math.min(attempt - 1, 8) * (1 + Math.random()))
  }
}

/** Writes an item where there is none yet. @returns false where there is one */
export const putNew = <Item extends Key>(table: Table, item: Item): Promise<boolean> =>
  conditionally(() =>
    table.db.put({ TableName: table.name, Item: item, ConditionExpression: 'attribute_not_exists(pk)' }),
  )

async function pause(attempt: number, what: string): Promise<void> {
  if (attempt === tries) throw new Error(`the table leaves a part of each ${what} undone`)
  await wait(10 * 2 ** attempt * (1 + Math.random()))
}

async function eachChunk<Thing>(things: readonly Thing[], most: number, work: (chunk: Thing[]) => Promise<void>) {
  const chunks: Thing[][] = []
  for (let at = 0; at < things.length; at += most) chunks.push(things.slice(at, at + most))
  await inParallel(chunks, abreast, work)
}

/** Works on each thing, so many at a time; the first failure ends it once those under way have ended. */
export async function inParallel<Thing>(
  things: readonly Thing[],
  most: number,
  work: (thing: Thing) => Promise<void>,
): Promise<void> {
  let next = 0
  let failed: { error: unknown } | undefined
  const worker = async () => {
    while (next < things.length && !failed) {
      const thing = things[next++]!
      try {
        await work(thing)
      } catch (error) {
        failed ??= { error }
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, things.length) }, worker))
  if (failed) throw failed.error
}
