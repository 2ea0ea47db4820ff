import { join } from 'node:path'
import { CustomerError } from '../../errors.ts'
import { digestOf } from '../../ids.ts'
import { contentDigest } from '../../lake/content-digest.ts'
import { withDuck } from '../../lake/duck.ts'
import { mergeColumnReports } from '../../lake/ingest/column-report.ts'
import { identityParts } from '../../lake/ingest/identity-parts.ts'
import { compileDataset } from '../../lake/ingest/plan.ts'
import { type MergedFile, mergeFiles, writeDropped } from '../../lake/merge/merge-files.ts'
import type { DatasetOutput } from '../../resources/outputs.ts'
import { type BuildContext, lakePrefix, readJson, readPlan } from '../build-context.ts'
import { finishBuild } from '../finish-build.ts'
import type { IngestPlan } from './prepare.ts'
import { makeRowIndexes, openRowIndexes } from './row-indexes.ts'
import type { StoredReport } from './shard.ts'
import { fitting, roomForList, short, shortReason, toldRefusals, toldSample } from './told.ts'

/** Which rows make up a dataset, and what its numbered columns stand for. Read by identity resolution. */
export interface DatasetManifest {
  dataset_id: string
  /** When the newest of its files was uploaded, ISO 8601. */
  uploaded_at: string
  /** In the order of their keys: `file` of a dropped row counts from here. */
  files: { path: string; rows_key: string; values_key: string; accepted: number }[]
  /** Lake key of the rows that do not count (repeats, outdated by upsert): Parquet of `file`, `row_number`. */
  dropped_key?: string
  identity_sets: string[]
  /** What the sets recognise people by: `email`, `person` … (lake/ingest/identity-parts.ts). */
  identity_parts: string[]
  streams: string[]
  references: string[]
}

/** Puts the files of the folder together, and publishes the dataset. Fails only when no file at all could be read. */
export async function finishDataset(ctx: BuildContext): Promise<void> {
  const plan = await readPlan<IngestPlan>(ctx)
  const dataset = compileDataset(plan.config)
  const reports = await Promise.all(
    plan.files.map(({ prefix }) => readJson<StoredReport>(ctx.lake, `${prefix}report.json`)),
  )
  const all = plan.files.map((file, i) => ({ ...file, report: reports[i]! })).sort((a, b) => (a.path < b.path ? -1 : 1))
  const read = all.filter(({ report }) => !report.refused)
  const refused = all.filter(({ report }) => report.refused)
  if (!read.length && refused.length) {
    const reasons = refused.map(({ path, report }) => ({ path, reason: String(report.refused) }))
    throw new CustomerError('BAD_REQUEST', toldRefusals(reasons))
  }
  const merged = await mergeInScratch(ctx, read, dataset.upsert.length > 0)
  const dropped_key = merged.file && `${lakePrefix(ctx.build)}merged/${plan.digest}.parquet`
  if (merged.file && dropped_key) await ctx.lake.putFile(dropped_key, merged.file)
  const manifest: DatasetManifest = {
    dataset_id: ctx.build.resource_id,
    uploaded_at: read
      .map(({ last_modified }) => last_modified)
      .reduce((a, b) => (a > b ? a : b), new Date(0).toISOString()),
    files: read.map(({ path, prefix, report }) => ({
      path,
      rows_key: `${prefix}rows.parquet`,
      values_key: `${prefix}values.parquet`,
      accepted: report.accepted,
    })),
    ...(dropped_key && { dropped_key }),
    identity_sets: dataset.identities.map(({ name }) => name),
    identity_parts: [...new Set(identityParts(dataset).map(({ part }) => part))],
    streams: dataset.streams.map(({ name }) => name),
    references: dataset.references,
  }
  const manifest_key = `${lakePrefix(ctx.build)}manifest/${plan.digest}.json`
  await ctx.lake.put(manifest_key, JSON.stringify(manifest), 'application/json')

  const sum = (of: (report: StoredReport) => number) => read.reduce((total, { report }) => total + of(report), 0)
  const room = roomForList(plan.config)
  const output: DatasetOutput = {
    row_count: sum((report) => report.row_count),
    accepted_count: sum((report) => report.accepted),
    rejected_count: sum((report) => report.rejected),
    duplicate_count: merged.duplicates,
    identified_count: sum((report) => report.identified_count),
    detected_columns: fitting(
      mergeColumnReports(read.map(({ report }) => report)).map((column) => ({ ...column, name: short(column.name) })),
      room,
    ),
    sample: toldSample(read[0]?.report.sample ?? [], room),
    files: fitting(
      all.map(({ path, report }) => ({
        path,
        row_count: report.row_count,
        accepted_count: report.accepted,
        rejected_count: report.rejected,
        ...(report.refused && { refused: shortReason(report.refused) }),
      })),
      room,
    ),
    manifest_key,
    rejects_keys: fitting(
      read.flatMap(({ report }) => report.rejects_key ?? []),
      room,
    ),
  }
  const digest = digestOf({
    rows: read.map(({ path, report }) => [path, report.rows_digest]),
    dropped: merged.digest,
    made: [manifest.identity_sets, manifest.streams, manifest.references],
  })
  await finishBuild(ctx, plan, { ...output }, digest)
}

type ReadFile = IngestPlan['files'][number] & { report: StoredReport }

/** Which rows do not count. One file without upsert columns repeats nothing: then nothing is read. */
async function mergeInScratch(
  ctx: BuildContext,
  read: ReadFile[],
  upsert: boolean,
): Promise<{ duplicates: number; file?: string; digest?: string }> {
  if (read.length < 2 && !upsert) return { duplicates: 0 }
  const indexed = read.map(({ prefix, report }) => ({ prefix, lastRow: report.row_count, upsert }))
  const opened = await Promise.all(indexed.map((file) => openRowIndexes(ctx, file)))
  const files: MergedFile[] = []
  for (const [i, file] of indexed.entries()) {
    const indexes = opened[i] ?? (await makeRowIndexes(ctx, file))
    files.push({ objectKey: read[i]!.path, lastRow: file.lastRow, indexes })
  }
  const dropped = await mergeFiles(files)
  if (dropped.every(({ size }) => size === 0)) return { duplicates: 0 }
  const file = join(ctx.scratch, 'dropped.parquet')
  const duplicates = await withDuck({ memoryMb: ctx.memoryMb, threads: 1, tmp: ctx.scratch }, (db) =>
    writeDropped(db, dropped, file),
  )
  return { duplicates, file, digest: await contentDigest(file) }
}
