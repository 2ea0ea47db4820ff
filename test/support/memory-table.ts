import type { Table } from '../../shared/ports/store/table.ts'

type Item = { pk: string; sk: string } & Record<string, unknown>

/** Work that is ended at any moment, as a function whose machine is gone. */
export class Killed extends Error {
  override readonly name = 'Killed'
}

/** A query of one partition: by a prefix of the sort key, or between two. */
interface Asked {
  ExpressionAttributeValues: Record<string, string>
  ScanIndexForward?: boolean
  Limit?: number
}

export interface MemoryTableOptions {
  /** A number from 0 to below 1, for the order in which calls that are under way together take effect. */
  random: () => number
  /** Asked before and after each write: whether the caller dies there. */
  dies?: () => boolean
}

/**
 * The part of DynamoDB that the live half uses, in memory: consistent BatchGet and Query (newest first unless it says forward), BatchWrite, Put under the conditions of
 * putNext and putNew. Calls take effect in an order that `random` chooses, and any write may be its caller's last. Counts writes.
 */
export function memoryTable({ random, dies = () => false }: MemoryTableOptions) {
  const items = new Map<string, Item>()
  const counts = { writes: 0 }
  const textOf = ({ pk, sk }: { pk: string; sk: string }) => `${pk} ${sk}`
  const turn = async () => {
    for (let left = Math.floor(random() * 6); left > 0; left--) await null
  }
  const write = (item: Item) => {
    if (dies()) throw new Killed('before a write')
    counts.writes++
    items.set(textOf(item), structuredClone(item))
    if (dies()) throw new Killed('after a write')
  }
  const db = {
    async batchGet({ RequestItems }: { RequestItems: Record<string, { Keys: Item[] }> }) {
      await turn()
      const [[name, { Keys }]] = Object.entries(RequestItems) as [[string, { Keys: Item[] }]]
      if (new Set(Keys.map(textOf)).size < Keys.length)
        throw new Error('Provided list of item keys contains duplicates')
      return { Responses: { [name]: Keys.flatMap((key) => structuredClone(items.get(textOf(key))) ?? []) } }
    },
    async query({ ExpressionAttributeValues: values, ScanIndexForward: isForward = false, Limit: limit }: Asked) {
      await turn()
      const { ':prefix': prefix = '', ':from': from = '', ':to': to = '\uffff' } = values
      const found = [...items.values()].filter(
        ({ pk, sk }) => pk === values[':pk'] && sk.startsWith(prefix) && sk >= from && sk <= to,
      )
      const sorted = structuredClone(found).sort((one, other) => (one.sk > other.sk === isForward ? 1 : -1))
      const isCut = limit !== undefined && sorted.length > limit
      return { Items: sorted.slice(0, limit), ...(isCut && { LastEvaluatedKey: sorted[limit - 1] }) }
    },
    async batchWrite({
      RequestItems,
    }: {
      RequestItems: Record<string, { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[]>
    }) {
      await turn()
      const requests = Object.values(RequestItems)[0]!
      for (const { DeleteRequest } of requests) {
        if (!DeleteRequest) continue
        if (dies()) throw new Killed('before a write')
        items.delete(textOf(DeleteRequest.Key))
        if (dies()) throw new Killed('after a write')
      }
      const puts = requests.flatMap(({ PutRequest }) => PutRequest?.Item ?? [])
      if (new Set(puts.map(textOf)).size < puts.length)
        throw new Error('Provided list of item keys contains duplicates')
      for (const item of puts) write(item)
      return {}
    },
    async put({
      Item,
      ExpressionAttributeValues: values,
    }: {
      Item: Item
      ExpressionAttributeValues?: { ':before': number }
    }) {
      await turn()
      const before = items.get(textOf(Item))
      if (values ? before?.version !== values[':before'] : before) {
        throw Object.assign(new Error('The conditional request failed'), { name: 'ConditionalCheckFailedException' })
      }
      write(Item)
    },
  }
  return { table: { db, name: 'memory' } as unknown as Table, items, counts }
}
