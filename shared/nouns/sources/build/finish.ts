import { type BuildContext, readJson, readPlan } from '../../../builds/build-context.ts'
import { finishBuild } from '../../../builds/finish-build.ts'
import { mergeSurveys, type Survey } from '../../../engines/events/survey.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import { digestOf } from '../../../model/ids.ts'
import { dropRows } from '../../datasets/build/dropped-rows.ts'
import { withReports } from '../../datasets/build/finish.ts'
import { manifestOf } from '../../datasets/build/manifest.ts'
import type { ReadFile } from '../../datasets/build/read-file.ts'
import type { SourceOutput } from '../output.ts'
import { makeNames } from './make-names.ts'
import type { SourceManifest, SourcePlan } from './part-of-log.ts'
import { compiledSource } from './shard.ts'
import { places, spelled } from './spelling.ts'

/** Puts the parts of the log together, makes the streams and traits that they fill, and publishes the source. */
export async function finishSource(ctx: BuildContext): Promise<void> {
  const plan = await readPlan<SourcePlan>(ctx)
  const dataset = compiledSource(plan.config, plan.config)
  const read = await withReports(ctx, plan)
  const refused = read.find(({ report }) => report.refused)
  // The table is ours: one that the reader refuses is a fault of ours.
  if (refused) throw new Error(`a part of the log was refused: ${refused.path}`)
  const dropped = await dropRows(ctx, read, { upsert: false, whole: false, keyed: true }, plan.digest)
  const survey_keys = plan.files.map(({ survey_prefix }) => lakeKeys.survey(survey_prefix))
  const { identifiers, created_at } = plan
  const manifest: SourceManifest = {
    ...manifestOf(ctx.build.resource_id, dataset, read, dropped.key),
    survey_keys,
    parts: plan.parts,
    ...(plan.force !== undefined && { force: plan.force }),
    linking: { identifiers, since: created_at },
  }
  const manifest_key = lakeKeys.manifest(ctx.build, plan.digest)
  await ctx.lake.put(manifest_key, JSON.stringify(manifest), 'application/json')

  const sum = (of: (report: ReadFile['report']) => number) => read.reduce((total, { report }) => total + of(report), 0)
  const surveys = await Promise.all(survey_keys.map((key) => readJson<Survey>(ctx.lake, key)))
  const counts = mergeSurveys(surveys).streams
  const output: SourceOutput = {
    event_count: sum(({ accepted }) => accepted) - dropped.count,
    duplicate_count: dropped.count,
    rejected_count: sum(({ rejected }) => rejected),
    identified_count: sum(({ identified_count }) => identified_count),
    hours_read: plan.files.reduce((total, { hours }) => total + hours, 0),
    ...(plan.through !== undefined && { read_through: plan.through }),
    streams: plan.catalogue.streams
      .map(({ name }) => ({
        name: spelled(plan.spelling, places.streams, name),
        event_count: counts[name]?.events ?? 0,
      }))
      .sort((a, b) => b.event_count - a.event_count || (a.name < b.name ? -1 : 1)),
    traits: dataset.traits.map(({ name }) => name),
    manifest_key,
  }
  const digest = digestOf({
    rows: read.map(({ path, report }) => [path, report.rows_digest]),
    dropped: dropped.digest,
    made: [manifest.external_ids, manifest.streams],
    linking: manifest.linking,
  })
  await makeNames(ctx, { streams: output.streams.map(({ name }) => name), traits: output.traits })
  await finishBuild(ctx, plan, { ...output }, digest, output.event_count)
}
