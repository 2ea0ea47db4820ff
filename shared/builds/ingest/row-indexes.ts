import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Duck, withDuck } from '../../lake/duck.ts'
import { type IndexedBy, openHashIndex, type RowIndexes, writeHashIndex } from '../../lake/ingest/hash-index.ts'
import type { BuildContext } from '../build-context.ts'

/** What the rows of a dataset's files are indexed by: upsert columns make some rows stand for others. */
export const indexedBy = (upsert: boolean): IndexedBy[] => (upsert ? ['row', 'upsert'] : ['row'])

/** The folder of a file in the lake → where an index of its rows lies. */
const indexKey = (prefix: string, by: IndexedBy) => `${prefix}${by}-hashes.bin`

/** Makes the indexes that merging reads instead of the rows. */
export async function putRowIndexes(
  ctx: BuildContext,
  db: Duck,
  file: { prefix: string; rows: string },
  upsert: boolean,
): Promise<void> {
  for (const by of indexedBy(upsert)) {
    const index = `${file.rows}.${by}`
    await writeHashIndex(db, file.rows, by, index)
    await ctx.lake.putFile(indexKey(file.prefix, by), index)
    await rm(index)
  }
}

/** The indexes of one file, or undefined: it came alone, or was read before there were any. */
export async function openRowIndexes(
  ctx: BuildContext,
  prefix: string,
  upsert: boolean,
): Promise<RowIndexes | undefined> {
  const some = indexedBy(upsert).map(async (by) => [by, await openHashIndex(ctx.lake, indexKey(prefix, by))] as const)
  const opened = await Promise.all(some)
  return opened.every(([, index]) => index) ? Object.fromEntries(opened) : undefined
}

/** Makes the indexes of a file that has none, and opens them. */
export async function makeRowIndexes(ctx: BuildContext, prefix: string, upsert: boolean): Promise<RowIndexes> {
  const rows = join(ctx.scratch, 'rows-without-index.parquet')
  await ctx.lake.getFile(`${prefix}rows.parquet`, rows)
  await withDuck({ memoryMb: ctx.memoryMb, threads: 1, tmp: ctx.scratch }, (db) =>
    putRowIndexes(ctx, db, { prefix, rows }, upsert),
  )
  await rm(rows)
  return (await openRowIndexes(ctx, prefix, upsert))!
}
