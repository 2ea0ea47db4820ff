import { type BuildContext, readJson, readPlan } from '../../../builds/build-context.ts'
import { finishBuild } from '../../../builds/finish-build.ts'
import { mergeColumnReports } from '../../../lake/ingest/column-report.ts'
import { type CompiledDataset, compileDataset, upsertsOrders } from '../../../lake/ingest/compiled-dataset.ts'
import { ambiguousDates } from '../../../lake/ingest/dates/agreement.ts'
import { keyedStreams } from '../../../lake/ingest/event-values.ts'
import { ambiguousNumbers } from '../../../lake/ingest/numbers/agreement.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import { CustomerError } from '../../../model/errors.ts'
import { digestOf } from '../../../model/ids.ts'
import type { DatasetOutput } from '../output.ts'
import { dropRows } from './dropped-rows.ts'
import { fitting, fittingRefusals, fittingSample, roomForList, short, shortReason } from './fitting-lists.ts'
import { manifestOf } from './manifest.ts'
import type { IngestPlan } from './prepare.ts'
import type { ReadFile, StoredReport } from './read-file.ts'

/** Puts the files of the folder together, and publishes the dataset. Fails only when no file at all could be read. */
export async function finishDataset(ctx: BuildContext): Promise<void> {
  const plan = await readPlan<IngestPlan>(ctx)
  const dataset = compileDataset(plan.config)
  const files = await withReports(ctx, plan)
  const read = files.filter(({ report }) => !report.refused)
  if (files.length && !read.length) {
    const reasons = files.map(({ path, report }) => ({ path, reason: String(report.refused) }))
    throw new CustomerError('BAD_REQUEST', fittingRefusals(reasons))
  }
  const dropped = await dropRows(
    ctx,
    read,
    { upsert: dataset.upsert.length > 0, whole: upsertsOrders(dataset) },
    plan.digest,
  )
  const manifest = manifestOf(ctx.build.resource_id, dataset, read, dropped.key)
  const manifest_key = lakeKeys.manifest(ctx.build, plan.digest)
  await ctx.lake.put(manifest_key, JSON.stringify(manifest), 'application/json')

  const output: DatasetOutput = {
    ...factsOf(files, plan.config, dataset),
    duplicate_count: dropped.count,
    manifest_key,
  }
  const digest = digestOf({
    rows: read.map(({ path, report }) => [path, report.rows_digest]),
    dropped: dropped.digest,
    ...(manifest.value_per && { value_per: manifest.value_per, quantities: manifest.quantities ?? {} }),
    made: [manifest.identity_sets, manifest.external_ids, manifest.streams, manifest.references],
  })
  await finishBuild(ctx, plan, { ...output }, digest, output.row_count)
}

/** The files of the folder in the order of their paths. */
export async function withReports(ctx: BuildContext, { files }: Pick<IngestPlan, 'files'>): Promise<ReadFile[]> {
  const reports = await Promise.all(
    files.map(({ prefix }) => readJson<StoredReport>(ctx.lake, lakeKeys.report(prefix))),
  )
  return files.map((file, i) => ({ ...file, report: reports[i]! })).sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** The facts of a dataset about its files: counts of all, and lists as far as they fit next to the configuration. */
function factsOf(
  files: ReadFile[],
  config: IngestPlan['config'],
  dataset: CompiledDataset,
): Omit<DatasetOutput, 'duplicate_count' | 'manifest_key'> {
  const read = files.filter(({ report }) => !report.refused).map(({ report }) => report)
  const sum = (of: (report: StoredReport) => number) => read.reduce((total, report) => total + of(report), 0)
  const room = roomForList(config)
  return {
    row_count: sum((report) => report.row_count),
    accepted_count: sum((report) => report.accepted),
    rejected_count: sum((report) => report.rejected),
    identified_count: sum((report) => report.identified_count),
    detected_columns: fitting(
      mergeColumnReports(read).map((column) => ({ ...column, name: short(column.name) })),
      room,
    ),
    ambiguous_dates: fitting(
      ambiguousDates(
        dataset,
        read.map(({ dates }) => dates ?? {}),
      ).map((one) => ({ ...one, column_name: short(one.column_name) })),
      room,
    ),
    keyed_streams: keyedStreams(
      dataset,
      read.map(({ values }) => values ?? {}),
    ),
    ambiguous_numbers: fitting(
      ambiguousNumbers(
        dataset,
        read.map(({ looks }) => looks ?? {}),
      ).map((one) => ({ ...one, column_name: short(one.column_name) })),
      room,
    ),
    sample: fittingSample(read[0]?.sample ?? [], room),
    files: fitting(
      files.map(({ path, report }) => ({
        path,
        row_count: report.row_count,
        accepted_count: report.accepted,
        rejected_count: report.rejected,
        ...(report.refused && { refused: shortReason(report.refused) }),
        ...(report.encoding && { encoding: report.encoding }),
        ...(report.skipped_lines && { skipped_lines: report.skipped_lines }),
        ...(report.notes && { notes: report.notes }),
      })),
      room,
    ),
    rejects_keys: fitting(
      read.flatMap(({ rejects_key }) => rejects_key ?? []),
      room,
    ),
  }
}
