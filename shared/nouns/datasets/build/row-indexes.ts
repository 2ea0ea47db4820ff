import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BuildContext } from '../../../builds/build-context.ts'
import { type Duck, withDuck } from '../../../lake/duck.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import { type HashIndex, openHashIndex, writeHashIndex } from '../../../lake/merge/hash-index.ts'
import type { MergedFile } from '../../../lake/merge/merge-files.ts'

/** A file of a dataset that was read. */
export interface IndexedFile {
  /** Its folder in the lake. */
  prefix: string
  lastRow: number
  /** Whether its dataset has upsert columns. */
  upsert: boolean
}

/** Row numbers of one index: making it takes 40 bytes of memory each. */
const STRETCH = 4 << 20

/** The indexes of a file: by what, which rows, and where in the lake. */
function* indexesOf({ prefix, lastRow, upsert }: IndexedFile) {
  for (const by of upsert ? (['row', 'upsert'] as const) : (['row'] as const)) {
    for (let first = 1; first <= lastRow; first += STRETCH) {
      const end = Math.min(first + STRETCH, lastRow + 1)
      yield { by, stretch: [first, end] as const, key: lakeKeys.hashes(prefix, by, first, end) }
    }
  }
}

/** Makes what merging reads instead of the rows. @param rows rows.parquet on disk */
export async function putRowIndexes(ctx: BuildContext, db: Duck, file: IndexedFile, rows: string): Promise<void> {
  const index = `${rows}.index`
  for (const { by, stretch, key } of indexesOf(file)) {
    await writeHashIndex(db, rows, by, stretch, index)
    await ctx.lake.putFile(key, index)
    await rm(index)
  }
}

/** The indexes of a file; undefined if it has none: it was the only one when it was read, or there were none yet. */
export async function openRowIndexes(ctx: BuildContext, file: IndexedFile): Promise<MergedFile['indexes'] | undefined> {
  const wanted = [...indexesOf(file)]
  const opened = await Promise.all(wanted.map(({ key }) => openHashIndex(ctx.lake, key)))
  if (!opened.every((index): index is HashIndex => index !== undefined)) return undefined
  const those = (of: 'row' | 'upsert') => opened.filter((_, i) => wanted[i]!.by === of)
  return { row: those('row'), upsert: those('upsert') }
}

/** Makes the indexes of a file that has none, and opens them. */
export async function makeRowIndexes(ctx: BuildContext, file: IndexedFile): Promise<MergedFile['indexes']> {
  const rows = join(ctx.scratch, 'rows-without-index.parquet')
  await ctx.lake.getFile(lakeKeys.rows(file.prefix), rows)
  await withDuck({ memoryMb: ctx.memoryMb, threads: 1, tmp: ctx.scratch }, (db) => putRowIndexes(ctx, db, file, rows))
  await rm(rows)
  const made = await openRowIndexes(ctx, file)
  if (!made) throw new Error(`index missing: ${file.prefix}`)
  return made
}
