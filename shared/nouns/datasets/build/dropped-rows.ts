import { join } from 'node:path'
import type { BuildContext } from '../../../builds/build-context.ts'
import { contentDigest } from '../../../lake/content-digest.ts'
import { withDuck } from '../../../lake/duck.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import { type MergedFile, mergeFiles, writeDropped } from '../../../lake/merge/merge-files.ts'
import type { ReadFile } from './read-file.ts'
import { makeRowIndexes, openRowIndexes } from './row-indexes.ts'

/** The rows of a dataset that do not count. */
export interface DroppedRows {
  count: number
  /** Of their Parquet in the lake, and of what it holds; missing where all rows count. */
  key?: string
  digest?: string
}

/**
 * Finds the rows that repeat others or are outdated by them, and writes which they are into the lake. One file without
 * upsert columns repeats nothing: then nothing is read.
 * @param read the files that were not refused, in the order of their paths
 * @param dataset whether it has upsert columns, whether these name orders whose lines stay together, and whether its rows have
 * keys (`mergeFiles`)
 * @param digest of the build's inputs: names the object
 */
export async function dropRows(
  ctx: BuildContext,
  read: ReadFile[],
  { upsert, whole, keyed = false }: { upsert: boolean; whole: boolean; keyed?: boolean },
  digest: string,
): Promise<DroppedRows> {
  if (read.length < 2 && !keyed && (!upsert || whole)) return { count: 0 }
  const indexed = read.map(({ prefix, report }) => ({ prefix, lastRow: report.row_count, upsert }))
  const opened = await Promise.all(indexed.map((file) => openRowIndexes(ctx, file)))
  const files: MergedFile[] = []
  for (const [i, file] of indexed.entries()) {
    const indexes = opened[i] ?? (await makeRowIndexes(ctx, file))
    files.push({ objectKey: read[i]!.path, lastRow: file.lastRow, indexes })
  }
  const dropped = await mergeFiles(files, { whole, keyed })
  if (dropped.every(({ size }) => size === 0)) return { count: 0 }
  const file = join(ctx.scratch, 'dropped.parquet')
  const count = await withDuck({ memoryMb: ctx.memoryMb, threads: 1, tmp: ctx.scratch }, (db) =>
    writeDropped(db, dropped, file),
  )
  const key = lakeKeys.dropped(ctx.build, digest)
  await ctx.lake.putFile(key, file)
  return { count, key, digest: await contentDigest(file) }
}
