import { join } from 'node:path'
import { NONE } from '../../engines/identity/log.ts'
import { NumberList } from '../../engines/identity/number-list.ts'
import type { Duck } from '../duck.ts'
import type { TypedColumn } from '../duck-load.ts'
import { valueCount } from './dataset-rows.ts'
import type { Found } from './decide-people.ts'
import { lastKnown } from './last-known.ts'

/**
 * The files that prepare writes for the shards, in Parquet. Beside each rows.parquet and values.parquet lies a file
 * that says, row by row, whose it is, and that every shard reads together with it. Facts that only one shard needs are
 * cut for it.
 */
export type SideFile = `owners-${number}-${number}` | `holders-${number}-${number}`
export type ShardFile = 'persons' | 'extras'
export type Put = (name: SideFile | ShardFile, file: string, shard?: number) => Promise<void>

/** The meaning of a line of `extras` for a value and a person. */
export const EXTRA = { finds: 0, latest: 1, first_name: 2, last_name: 3, address: 4 }

/** Writes all that the shards need to know of their people, and hands over each file as it is made. */
export async function writeShards(db: Duck, found: Found, shards: number, scratch: string, put: Put): Promise<void> {
  const write: WriteSide = async (name, columns, shard) => {
    const file = join(scratch, `${name}.side.parquet`)
    await db.load('side_file', columns)
    await db.copyToParquet('SELECT * FROM side_file', file, { staged: true })
    await db.run('DROP TABLE side_file')
    await put(name, file, shard)
  }
  await writeOwners(found, write)
  const starts = shardStarts(found.ids, shards)
  const known = lastKnown(found)
  await writePersons(found, known.lastRecord, starts, write)
  await writeHolders(found, known, starts, write)
}

type WriteSide = (name: SideFile | ShardFile, columns: Record<string, TypedColumn>, shard?: number) => Promise<void>

/**
 * `owners-<dataset>-<file>`, beside each rows.parquet, row by row: `person`, that of the first identity set, in written
 * order, that is sufficient, −1 without; and `position`, the row's position in the fold's order.
 */
async function writeOwners({ rows, resolution }: Found, write: WriteSide): Promise<void> {
  for (const { dataset, file, sets, first, count } of rows.segments) {
    const end = first + count * sets.length
    const inFirstSet = (column: Uint32Array) =>
      sets.length === 1
        ? column.subarray(first, end)
        : column.subarray(first, end).filter((_, i) => i % sets.length === 0)
    const person = inFirstSet(resolution.person)
    for (let row = 0; row < count; row++) {
      for (let set = 1; set < sets.length && person[row] === NONE; set++) {
        person[row] = resolution.person[first + row * sets.length + set]!
      }
    }
    await write(`owners-${dataset}-${file}`, {
      person: integers(person),
      position: integers(inFirstSet(resolution.position)),
    })
  }
}

/** `persons` of a shard: `person` (the number), `person_id`, when first and last seen. */
async function writePersons(
  { rows, resolution, ids }: Found,
  lastRecord: Uint32Array,
  starts: number[],
  write: WriteSide,
): Promise<void> {
  for (let shard = 0; shard + 1 < starts.length; shard++) {
    const [from, to] = [starts[shard]!, starts[shard + 1]!]
    const time = (records: Uint32Array) => ({
      type: 'TIMESTAMP' as const,
      values: timesOf(rows.time, records.subarray(from, to)),
    })
    const columns: Record<string, TypedColumn> = {
      person: { type: 'INTEGER', values: Int32Array.from({ length: to - from }, (_, i) => from + i) },
      person_id: { type: 'UUID', values: new Uint8Array(ids.buffer, ids.byteOffset + 16 * from, 16 * (to - from)) },
      first_seen: time(resolution.founder),
      last_seen: time(lastRecord),
    }
    await write('persons', columns, shard)
  }
}

/**
 * `holders-<dataset>-<file>`, beside each values.parquet, row by row: the person whom the value `finds`, and the one of
 * whom it is the `latest` known; −1 without. Few values have more to say: their `index` and `person` stand among the
 * `extras` of the person's shard, `what` being one of EXTRA.
 */
async function writeHolders(
  { datasets, resolution }: Found,
  known: ReturnType<typeof lastKnown>,
  starts: number[],
  write: WriteSide,
): Promise<void> {
  const count = valueCount(datasets)
  const extras = { what: new NumberList(), index: new NumberList(), person: new NumberList() }
  const alsoHolds = (what: number, index: number, person: number) => {
    extras.what.push(what)
    extras.index.push(index)
    extras.person.push(person)
  }
  const finds = new Uint32Array(count).fill(NONE)
  const latest = new Uint32Array(count).fill(NONE)
  const { value, person } = resolution.identifiers
  for (let i = 0; i < value.length; i++) {
    // The hash of an address is a value beyond those that are written.
    if (value[i]! < count && finds[value[i]!] === NONE) finds[value[i]!] = person[i]!
    else alsoHolds(EXTRA.finds, value[i]!, person[i]!)
  }
  for (const indices of known.indices.values()) {
    for (let who = 0; who < indices.length; who++) {
      const index = indices[who]!
      if (index === NONE) continue
      if (latest[index] === NONE) latest[index] = who
      else alsoHolds(EXTRA.latest, index, who)
    }
  }
  for (const [what, indices] of Object.entries(known.earlier)) {
    for (let who = 0; who < indices.length; who++) {
      if (indices[who] !== NONE) alsoHolds(EXTRA[what as keyof typeof known.earlier], indices[who]!, who)
    }
  }
  for (const { number, files } of datasets) {
    for (const [file, { firstValue, values_count }] of files.entries()) {
      const own = (column: Uint32Array) => integers(column.subarray(firstValue, firstValue + values_count))
      await write(`holders-${number}-${file}`, { finds: own(finds), latest: own(latest) })
    }
  }
  const cut = byShard(extras.person.numbers, starts)
  for (let shard = 0; shard + 1 < starts.length; shard++) {
    const own = (column: NumberList) => integers(cut(shard).map((item) => column.numbers[item]!))
    await write('extras', { what: own(extras.what), index: own(extras.index), person: own(extras.person) }, shard)
  }
}

const integers = ({ buffer, byteOffset, length }: Uint32Array) => ({
  type: 'INTEGER' as const,
  values: new Int32Array(buffer, byteOffset, length),
})

/** A BigInt is an object each time it is looked at: 64-bit integers by their halves. */
function timesOf(time: BigInt64Array, records: Uint32Array): BigInt64Array {
  const from = new Uint32Array(time.buffer, time.byteOffset, 2 * time.length)
  const to = new Uint32Array(2 * records.length)
  for (let i = 0; i < records.length; i++) {
    to[2 * i] = from[2 * records[i]!]!
    to[2 * i + 1] = from[2 * records[i]! + 1]!
  }
  return new BigInt64Array(to.buffer)
}

/** The first person of each shard, and how many people there are: numbered by ascending id, a shard's are a range. */
export function shardStarts(ids: Uint32Array, shards: number): number[] {
  const people = ids.length / 4
  const starts = [0]
  for (let shard = 1; shard < shards; shard++) {
    let [low, high] = [starts.at(-1)!, people]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const top = (ids[4 * middle + 3]! ^ 0x8000_0000) >>> 0
      if (top < (2 ** 32 / shards) * shard) low = middle + 1
      else high = middle
    }
    starts.push(low)
  }
  return [...starts, people]
}

/** For each shard the items whose people are its own, in order. */
function byShard(person: Uint32Array, starts: number[]): (shard: number) => Uint32Array {
  const shardOf = (one: number) => {
    let [low, high] = [0, starts.length - 1]
    while (low + 1 < high) {
      const middle = (low + high) >> 1
      if (starts[middle]! <= one) low = middle
      else high = middle
    }
    return low
  }
  const next = new Uint32Array(starts.length)
  for (let item = 0; item < person.length; item++) next[shardOf(person[item]!) + 1]!++
  for (let shard = 1; shard < next.length; shard++) next[shard]! += next[shard - 1]!
  const bounds = next.slice()
  const items = new Uint32Array(person.length)
  for (let item = 0; item < person.length; item++) items[next[shardOf(person[item]!)]!++] = item
  return (shard) => items.subarray(bounds[shard]!, bounds[shard + 1]!)
}
