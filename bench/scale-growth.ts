import type { machines } from '../cdk/functions.ts'
import { shardCount } from '../shared/lake/shard-range.ts'

type Machines = typeof machines
export type StepPath = { [M in keyof Machines]: `${M}/${Machines[M][number]}` }[keyof Machines]

/**
 * What the work of one call of a step grows with:
 * rows    every row of the account (or every person: their share is fixed)
 * shard   the rows of one shard, and those of the others as far as it is seen to read them
 * file    the rows of one uploaded file
 * sample  the people of the fit's sample
 * shards  the number of shards, whose notes it adds up
 * nothing
 */
export type Grows = 'rows' | 'shard' | 'file' | 'sample' | 'shards' | 'nothing'

/** By reading shared/builds; a test holds the steps here against the machines'. */
export const growth: Record<StepPath, { with: Grows; because: string }> = {
  'ingest/prepare': { with: 'nothing', because: 'asks whether each file is read already' },
  'ingest/shard': { with: 'file', because: 'reads an uploaded file' },
  'ingest/finish': { with: 'rows', because: 'looks through all files for repeated rows' },
  'resolve/prepare': { with: 'rows', because: 'decides who is who, over everything' },
  'resolve/link': { with: 'file', because: 'finds what is linked within a file' },
  'resolve/number': { with: 'rows', because: 'numbers the keys of a range over all files' },
  'resolve/connect': { with: 'rows', because: 'connects the files’ components' },
  'resolve/cut': { with: 'file', because: 'cuts a file by partition' },
  'resolve/decide': { with: 'rows', because: 'decides who is who in a partition' },
  'resolve/settle': { with: 'shards', because: 'adds the partitions’ notes up' },
  'resolve/shard': { with: 'shard', because: 'writes the people of a shard' },
  'resolve/finish': { with: 'shards', because: 'adds the shards’ notes up' },
  'cohort/prepare': { with: 'nothing', because: 'writes a plan' },
  'cohort/shard': { with: 'shard', because: 'finds the members among the people of a shard' },
  'cohort/finish': { with: 'shards', because: 'adds the shards’ notes up' },
  'personas/prepare': { with: 'nothing', because: 'writes a plan' },
  'personas/cluster': { with: 'sample', because: 'fits on a sample' },
  'personas/score': { with: 'shard', because: 'assigns the people of a shard' },
  'personas/finish': { with: 'shards', because: 'adds the shards’ notes up, joins their CSV on the server’s side' },
  'predict/prepare': { with: 'nothing', because: 'writes a plan' },
  'predict/shard': { with: 'shard', because: 'joins what is predicted of the people of a shard' },
  'predict/finish': { with: 'shards', because: 'adds the shards’ notes up' },
  'deliver/prepare': { with: 'nothing', because: 'writes a plan' },
  'deliver/shard': { with: 'shard', because: 'writes the lines of a shard' },
  'deliver/finish': { with: 'shards', because: 'joins the parts on the server’s side' },
}

/** Steps that work through what they get piece by piece, in memory. */
export const usesNoDisk = (path: StepPath): boolean => path === 'ingest/finish'

/** As shared/builds/personas/fit-sample.ts cuts it. */
const SAMPLE = 200_000
/** As shared/builds/ingest/prepare.ts: more files share their calls. */
const MOST_FILES = 256
/** Assumed of the customer: files of so many rows, hundreds of MB, as exports come. */
const ROWS_A_FILE = 3_000_000

/** A size of account, measured or modelled. */
export interface Size {
  rows: number
  people: number
  files: number
  shards: number
}

/** The size that so many people make, with so many rows each. */
export function sizeOf(people: number, rowsEach: number): Size {
  const rows = Math.round(people * rowsEach)
  const files = Math.max(1, Math.min(MOST_FILES, Math.ceil(rows / ROWS_A_FILE)))
  return { rows, people, files, shards: shardCount(people) }
}

/** How often a step is called. */
export function callsOf(path: StepPath, { files, shards }: Size): number {
  const grows = growth[path].with
  return grows === 'file' ? files : grows === 'shard' ? shards : 1
}

/** The rows of one shard, and a share of those of the others. */
export const rowsOf = ({ rows, shards }: Size, others: number): number => rows * (others + (1 - others) / shards)

/**
 * How much one call of a step has to do, in the unit that it grows with.
 * @param others share of the rows of other shards that a call reads, too: 0 none, 1 all
 */
export function workOf(path: StepPath, size: Size, others = 0): number {
  switch (growth[path].with) {
    case 'rows':
      return size.rows
    case 'shard':
      return rowsOf(size, others)
    case 'file':
      return size.rows / size.files
    case 'sample':
      return Math.min(size.people, SAMPLE)
    case 'shards':
      return size.shards
    case 'nothing':
      return 0
  }
}

/** A line through two measurements, y = fixed + each × work: what falls or stays is taken as it is. */
export interface Line {
  fixed: number
  each: number
}

/** Works that are closer to each other than this say more about noise than about growth. */
const APART = 4 / 3

/**
 * The line through the last point and the last one before it of quite different work; flat if there is none.
 * @param points in the order of their sizes
 */
export function lineThrough(points: readonly { work: number; y: number }[]): Line {
  const last = points.at(-1)!
  const before = points.findLast(
    ({ work }) => Math.max(work, last.work) >= APART * Math.min(work, last.work) && work !== last.work,
  )
  if (!before) return { fixed: last.y, each: 0 }
  const each = Math.max(0, (last.y - before.y) / (last.work - before.work))
  return { fixed: Math.max(0, last.y - each * last.work), each }
}

export const at = ({ fixed, each }: Line, work: number): number => fixed + each * work
