import { join } from 'node:path'
import { NONE } from '../../identity/log.ts'
import type { Resolution } from '../../identity/resolve.ts'
import type { Duck } from '../duck.ts'
import type { OpenedDataset } from './dataset-rows.ts'
import { lastKnown } from './last-known.ts'
import type { LogRows } from './read-log.ts'
import type { Values } from './read-values.ts'

/** Who was found: the outcome of resolution, people numbered by their ids. */
export interface Found {
  datasets: OpenedDataset[]
  rows: LogRows
  values: Values
  resolution: Resolution
  /** Four words a person. */
  ids: Uint32Array
}

/** What prepare tells a shard of its people, each a Parquet file: see the functions below. */
export type ShardFile = 'persons' | 'finds' | `owners-${number}`

/**
 * Writes, shard by shard, what it needs to know of its people, and hands over each file as it is made. People are
 * numbered by ascending id, and a shard is a range of ids, so it is a range of numbers, too.
 */
export async function writeShards(
  db: Duck,
  found: Found,
  shards: number,
  scratch: string,
  put: (shard: number, name: ShardFile, file: string) => Promise<void>,
): Promise<void> {
  const starts = shardStarts(found.ids, shards)
  const copy = async (shard: number, name: ShardFile) => {
    const file = join(scratch, `${name}-of-${shard}.parquet`)
    await db.copyToParquet('SELECT * FROM told', file)
    await db.run('DROP TABLE told')
    await put(shard, name, file)
  }
  await writePersons(db, found, starts, copy)
  await writeFinds(db, found, starts, copy)
  await writeOwners(db, found, starts, copy)
}

type Copy = (shard: number, name: ShardFile) => Promise<void>

/**
 * `persons`: `person` (the number), `person_id`, when first and last seen, and per part of an identity set the place of
 * the last value that is known, `at_<part>`, −1 where none is; `earlier_<what>` as lastKnown says, −1 mostly.
 */
async function writePersons(
  db: Duck,
  { rows, values, resolution, ids }: Found,
  starts: number[],
  copy: Copy,
): Promise<void> {
  const known = lastKnown(rows, values, resolution)
  for (let shard = 0; shard + 1 < starts.length; shard++) {
    const [from, to] = [starts[shard]!, starts[shard + 1]!]
    const times = (records: Uint32Array) => ({
      type: 'TIMESTAMP' as const,
      values: timesOf(rows.time, records.subarray(from, to)),
    })
    await db.load('told', {
      person: { type: 'INTEGER', values: Int32Array.from({ length: to - from }, (_, i) => from + i) },
      person_id: { type: 'UUID', values: new Uint8Array(ids.buffer, ids.byteOffset + 16 * from, 16 * (to - from)) },
      first_seen: times(resolution.founder),
      last_seen: times(known.lastRecord),
      ...cut('at_', known.places, from, to),
      ...cut('earlier_', known.earlier, from, to),
    })
    await copy(shard, 'persons')
  }
}

const cut = (prefix: string, columns: Map<string, Uint32Array>, from: number, to: number) =>
  Object.fromEntries(
    [...columns].map(([name, places]) => [
      `${prefix}${name}`,
      { type: 'INTEGER' as const, values: signed(places.subarray(from, to)) },
    ]),
  )

/** `finds`: `place` of a value, and the `person` whom it finds. */
async function writeFinds(db: Duck, { resolution }: Found, starts: number[], copy: Copy): Promise<void> {
  const { value, person } = resolution.identifiers
  const cut = byShard(person, starts)
  for (let shard = 0; shard + 1 < starts.length; shard++) {
    const items = cut(shard)
    await db.load('told', {
      place: { type: 'INTEGER', values: signed(items.map((item) => value[item]!)) },
      person: { type: 'INTEGER', values: signed(items.map((item) => person[item]!)) },
    })
    await copy(shard, 'finds')
  }
}

/**
 * `owners-<dataset>`: whose each row is, the person of the first identity set, in written order, that is sufficient: `file`,
 * `row_number`, `person`, and `position`, the row's place in the fold's order. Rows are in the order of the dataset's files.
 */
async function writeOwners(
  db: Duck,
  { datasets, rows, resolution }: Found,
  starts: number[],
  copy: Copy,
): Promise<void> {
  for (const { number } of datasets) {
    const own = rows.segments.filter(({ dataset }) => dataset === number).sort((a, b) => a.file - b.file)
    const count = own.reduce((sum, { row_number }) => sum + row_number.length, 0)
    const owners = {
      file: new Int32Array(count),
      row_number: new Int32Array(count),
      person: new Uint32Array(count),
      position: new Uint32Array(count),
    }
    let at = 0
    for (const { file, sets, first, row_number } of own) {
      for (let row = 0; row < row_number.length; row++, at++) {
        const record = first + row * sets.length
        let person = resolution.person[record]!
        for (let set = 1; set < sets.length && person === NONE; set++) person = resolution.person[record + set]!
        owners.file[at] = file
        owners.row_number[at] = row_number[row]!
        owners.person[at] = person
        owners.position[at] = resolution.position[record]!
      }
    }
    const cut = byShard(owners.person, starts)
    for (let shard = 0; shard + 1 < starts.length; shard++) {
      const items = cut(shard)
      const column = (values: Int32Array | Uint32Array) => ({
        type: 'INTEGER' as const,
        values: signed(items.map((item) => values[item]!)),
      })
      await db.load('told', {
        file: column(owners.file),
        row_number: column(owners.row_number),
        person: column(owners.person),
        position: column(owners.position),
      })
      await copy(shard, `owners-${number}`)
    }
  }
}

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

const signed = (values: Uint32Array): Int32Array => new Int32Array(values.buffer, values.byteOffset, values.length)

/** The first person of each shard, and how many people there are. */
function shardStarts(ids: Uint32Array, shards: number): number[] {
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
  const shardOf = new Uint8Array(starts.at(-1)!)
  for (let shard = 1; shard + 1 < starts.length; shard++) shardOf.fill(shard, starts[shard]!, starts[shard + 1]!)
  const next = new Uint32Array(starts.length)
  for (let item = 0; item < person.length; item++) if (person[item] !== NONE) next[shardOf[person[item]!]! + 1]!++
  for (let shard = 1; shard < next.length; shard++) next[shard]! += next[shard - 1]!
  const bounds = next.slice()
  const items = new Uint32Array(bounds.at(-1)!)
  for (let item = 0; item < person.length; item++) {
    if (person[item] !== NONE) items[next[shardOf[person[item]!]!]!++] = item
  }
  return (shard) => items.subarray(bounds[shard]!, bounds[shard + 1]!)
}
