import { type machines, mappedOver } from '../../cdk/functions.ts'
import { partitionCount, recordsHeld } from '../../shared/lake/people/key-memory.ts'
import { shardCount } from '../../shared/lake/shard-range.ts'

type Machines = typeof machines
export type StepPath = { [M in keyof Machines]: `${M}/${Machines[M][number]}` }[keyof Machines]

/** A size of account, measured or modelled. */
export interface Size {
  rows: number
  people: number
  files: number
  shards: number
  /** Of identity resolution: 1 where one function decides who is who. */
  partitions: number
}

/** How identity resolution goes: in one function over everything, or cut into partitions. */
export type Way = 'whole' | 'partitioned'
export const wayOf = ({ partitions }: Pick<Size, 'partitions'>): Way => (partitions > 1 ? 'partitioned' : 'whole')

/**
 * What the work of one call of a step grows with:
 * rows        its share of the account's rows (or people: their share is fixed), as many as there are calls
 * everything  every row of the account
 * sample      the people of the fit's sample
 * notes       the notes that it adds up
 * nothing
 */
export type Grows = 'rows' | 'everything' | 'sample' | 'notes' | 'nothing'

/** A step, or what it is in one of the ways: then other runs tell what it takes. */
export interface Law {
  path: StepPath
  way?: Way
  grows: Grows
  because: string
}

/** By reading shared/builds; a test holds the steps here against the machines'. */
export const laws: readonly Law[] = [
  { path: 'ingest/prepare', grows: 'nothing', because: 'asks whether each file is read already' },
  { path: 'ingest/shard', grows: 'rows', because: 'reads an uploaded file' },
  { path: 'ingest/finish', grows: 'rows', because: 'looks for repeated rows, by the hashes of all files' },
  { path: 'resolve/prepare', way: 'whole', grows: 'rows', because: 'decides who is who, over everything' },
  {
    path: 'resolve/shard',
    way: 'whole',
    grows: 'everything',
    because: 'reads everybody, writes the people of a shard',
  },
  { path: 'resolve/prepare', way: 'partitioned', grows: 'nothing', because: 'writes a plan' },
  { path: 'resolve/link', way: 'partitioned', grows: 'rows', because: 'links the values of a file' },
  { path: 'resolve/number', way: 'partitioned', grows: 'rows', because: 'numbers the keys of a range, over all files' },
  { path: 'resolve/connect', way: 'partitioned', grows: 'rows', because: 'connects what all files link' },
  { path: 'resolve/cut', way: 'partitioned', grows: 'rows', because: 'cuts a file by partition' },
  { path: 'resolve/decide', way: 'partitioned', grows: 'rows', because: 'decides who is who in a partition' },
  { path: 'resolve/settle', way: 'partitioned', grows: 'notes', because: 'adds the partitions’ notes up' },
  { path: 'resolve/shard', way: 'partitioned', grows: 'rows', because: 'reads and writes the people of a shard' },
  { path: 'resolve/finish', grows: 'notes', because: 'adds the shards’ notes up' },
  { path: 'cohort/prepare', grows: 'nothing', because: 'writes a plan' },
  { path: 'cohort/shard', grows: 'rows', because: 'finds the members among the people of a shard' },
  { path: 'cohort/finish', grows: 'notes', because: 'adds the shards’ notes up' },
  { path: 'personas/prepare', grows: 'nothing', because: 'writes a plan' },
  { path: 'personas/cluster', grows: 'sample', because: 'fits on a sample' },
  { path: 'personas/score', grows: 'rows', because: 'assigns the people of a shard' },
  { path: 'personas/finish', grows: 'notes', because: 'adds the shards’ notes up, joins their CSV on S3’s side' },
  { path: 'predict/prepare', grows: 'nothing', because: 'writes a plan' },
  { path: 'predict/shard', grows: 'rows', because: 'joins what is predicted of the people of a shard' },
  { path: 'predict/finish', grows: 'notes', because: 'adds the shards’ notes up' },
  { path: 'deliver/prepare', grows: 'nothing', because: 'writes a plan' },
  { path: 'deliver/shard', grows: 'rows', because: 'writes the lines of a shard' },
  { path: 'deliver/finish', grows: 'notes', because: 'joins the parts on S3’s side' },
]

/** A step that there is in two ways says in which. */
export const nameOf = ({ path, way }: Law): string =>
  laws.some((other) => other.path === path && other.way !== way)
    ? `${path} (${way === 'whole' ? 'one function' : 'partitioned'})`
    : path

/** Whether a step runs, or runs so, at that size. */
export const runsAt = ({ way }: Pick<Law, 'way'>, size: Pick<Size, 'partitions'>): boolean =>
  !way || way === wayOf(size)

/** As shared/nouns/persona_sets/build/fit-sample.ts cuts it. */
const SAMPLE = 200_000
/** Children of a Map, as shared/builds plans them: more files share their calls. */
const MOST_ITEMS = 256
/** Assumed of the customer: files of so many rows, hundreds of MB, as exports come. */
const ROWS_A_FILE = 3_000_000
/** As functions/middleware/desk.ts leaves for Node. */
const RESERVED_MB = 300

/** What a step works with, of a function's memory. */
export const workingMb = (memoryMb: number): number => memoryMb - RESERVED_MB

/** The size that so many people make, with so many rows each, where identity resolution has so much memory. */
export function sizeOf(people: number, rowsEach: number, resolveMb: number): Size {
  const rows = Math.round(people * rowsEach)
  return {
    rows,
    people,
    files: Math.ceil(rows / ROWS_A_FILE),
    shards: shardCount(people),
    partitions: partitionCount(rows, recordsHeld(workingMb(resolveMb))),
  }
}

/** Ranges of keys, and slices of the people of a partition. */
export const rangesOf = ({ partitions }: Size): number => partitions
export const slicesOf = ({ people }: Size): number => Math.min(MOST_ITEMS, 2 * shardCount(people))
export const batchesOf = ({ files }: Size): number => Math.min(MOST_ITEMS, files)

/** How often a step is called. */
export function callsOf(path: StepPath, size: Size): number {
  const [machine, step] = path.split('/') as [string, string]
  const over = machine === 'ingest' && step === 'shard' ? 'batches' : mappedOver[step]
  switch (over) {
    case 'batches':
      return batchesOf(size)
    case 'ranges':
      return rangesOf(size)
    case 'partitions':
      return size.partitions
    case 'shards':
      return size.shards
    default:
      return 1
  }
}

/** How much one call of a step has to do, in the unit that it grows with. */
export function workOf({ path, grows }: Law, size: Size): number {
  switch (grows) {
    case 'rows':
      return size.rows / callsOf(path, size)
    case 'everything':
      return size.rows
    case 'sample':
      return Math.min(size.people, SAMPLE)
    case 'notes':
      return path === 'resolve/settle' ? size.partitions + size.files : size.shards
    case 'nothing':
      return 0
  }
}
