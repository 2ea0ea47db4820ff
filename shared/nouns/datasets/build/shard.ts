import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type BuildContext, readJson, readPlan } from '../../../builds/build-context.ts'
import { contentDigest } from '../../../lake/content-digest.ts'
import { type Duck, withDuck } from '../../../lake/duck.ts'
import { type CompiledDataset, compileDataset } from '../../../lake/ingest/compiled-dataset.ts'
import { ingestFile } from '../../../lake/ingest/ingest-file.ts'
import { lakeKeys, uploadKeys } from '../../../lake/keys.ts'
import type { OpenUpload } from '../../../lake/read/bytes.ts'
import { digestOf } from '../../../model/ids.ts'
import type { PlannedFile } from './planned-file.ts'
import type { IngestPlan } from './prepare.ts'
import type { StoredReport } from './read-file.ts'
import { putRowIndexes } from './row-indexes.ts'

/** After a file of so many bytes the next one finds the room that it left. */
const worthReleasing = 16 << 20

/** How one file of a plan is read. */
export interface FileReading {
  dataset: CompiledDataset
  upload: OpenUpload
}

/** Reads the uploads of one batch into the lake. Content and configuration name the objects, so twice does no harm. */
export async function shardDataset(ctx: BuildContext, shard: number): Promise<void> {
  const plan = await readPlan<IngestPlan>(ctx)
  const dataset = compileDataset(plan.config)
  await readBatch(ctx, plan, shard, async ({ path }) => ({
    dataset,
    upload: () => ctx.uploads.read(uploadKeys.file(ctx.build.account_id, path)),
  }))
}

/** Reads the files of one batch, each as `readingOf` says. */
export async function readBatch<File extends PlannedFile>(
  ctx: BuildContext,
  plan: { work: number[][]; files: File[] },
  shard: number,
  readingOf: (file: File) => Promise<FileReading>,
): Promise<void> {
  // One thread: a file is read from its first byte to its last anyway, and a second one only spins while it waits. One
  // DuckDB for all files: to open and close it costs more than a small file does.
  await withDuck({ memoryMb: ctx.memoryMb, threads: 1, tmp: ctx.scratch }, async (db) => {
    for (const number of plan.work[shard] ?? []) {
      const file = plan.files[number]!
      await readIntoLake(ctx, db, { file, number, isOnly: plan.files.length === 1 }, await readingOf(file))
      if (file.size > worthReleasing) await db.release()
    }
  })
}

async function readIntoLake(
  ctx: BuildContext,
  db: Duck,
  { file, number, isOnly }: { file: PlannedFile; number: number; isOnly: boolean },
  { dataset, upload }: FileReading,
): Promise<void> {
  const upsert = dataset.upsert.length > 0
  // The rows of the only file all count. Should another join it, the first one's indexes are made then.
  const isMerged = !isOnly || upsert || dataset.rowKey !== undefined
  const out = {
    rows: join(ctx.scratch, `rows-${number}.parquet`),
    values: join(ctx.scratch, `values-${number}.parquet`),
    rejects: join(ctx.scratch, `rejects-${number}.csv`),
  }
  const report = await ingestFile({
    db,
    plan: dataset,
    upload,
    objectKey: file.path,
    lastModified: new Date(file.last_modified),
    out,
    ...(file.agreed && { agreed: file.agreed }),
    ...(file.agreed_looks && { agreedLooks: file.agreed_looks }),
  })
  const stored: StoredReport = { ...report, ...(await firstEvidence(ctx, file)) }
  if (!report.refused) {
    const indexed = { prefix: file.prefix, lastRow: report.row_count, upsert }
    if (report.rejected && existsSync(out.rejects)) stored.rejects_key = lakeKeys.rejects(file.prefix)
    await Promise.all([
      isMerged && putRowIndexes(ctx, db, indexed, out.rows),
      ctx.lake.putFile(lakeKeys.rows(file.prefix), out.rows),
      ctx.lake.putFile(lakeKeys.values(file.prefix), out.values),
      stored.rejects_key && ctx.lake.putFile(stored.rejects_key, out.rejects, 'text/csv'),
    ])
    stored.rows_digest = digestOf([await contentDigest(out.rows), await contentDigest(out.values)])
  }
  // The report last: a file that has one is read.
  await ctx.lake.put(lakeKeys.report(file.prefix), JSON.stringify(stored), 'application/json')
  // Of more files than shards the next one needs the room.
  await Promise.all(Object.values(out).map((done) => rm(done, { force: true })))
}

/** The evidence of a file about its columns does not depend on how the file is read in the end. */
async function firstEvidence(ctx: BuildContext, file: PlannedFile): Promise<Pick<StoredReport, 'dates' | 'looks'>> {
  if (!file.agreed || file.report_prefix === file.prefix) return {}
  const { dates, looks } = await readJson<StoredReport>(ctx.lake, lakeKeys.report(file.report_prefix))
  return { ...(dates && { dates }), ...(looks && { looks }) }
}
