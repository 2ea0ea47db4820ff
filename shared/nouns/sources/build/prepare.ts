import { type BuildContext, openBuild, readJson, writePlan } from '../../../builds/build-context.ts'
import { hourOf } from '../../../engines/events/closed-hours.ts'
import { catalogueOf } from '../../../engines/events/survey.ts'
import { listHours } from '../../../lake/events/list-logs.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import { digestOf } from '../../../model/ids.ts'
import type { Resource } from '../../../model/resource.ts'
import { isRead, workOf } from '../../datasets/build/work.ts'
import { eventFormat } from '../event-format.ts'
import type { PartOfLog, SourceManifest, SourcePlan } from './part-of-log.ts'
import { type LogPart, partsOfClosedDays, partsOfLog } from './parts.ts'
import { spellingOf } from './spelling.ts'
import { tableReading } from './table-reading.ts'

/** Lists the log, and leaves out of the survey what was surveyed already. */
export async function prepareSource(ctx: BuildContext): Promise<{ shards: number[] }> {
  const { resource, state, digest } = await openBuild(ctx, 'sources')
  const { account_id, id, config, created_at, read_until, force } = resource
  const { identifiers, blocked_values } = config
  const { through, since = '' } = state.logs[id] ?? {}
  const until = [through, read_until && hourOf(new Date(read_until))]
    .filter((hour) => hour !== undefined)
    .sort()
    .at(-1)
  const known = await knownParts(ctx, resource)
  const last = known.at(-1)?.name.slice(0, 10)
  const objects = until ? await listHours(ctx.lake, account_id, id, { after: last && `${last}T23`, until }) : []
  const parts = [...known, ...partsOfLog(objects, through)].filter(({ name }) => name.slice(0, 10) >= since)
  const kinds = identifiers.map(({ kind }) => kind)
  const files = parts.map(({ name, ...part }): PartOfLog => {
    const path = `sources/${id}/${name}`
    const survey_prefix = lakeKeys.version(
      ctx.build,
      digestOf({ survey: eventFormat, path, etag: part.etag, kinds, blocked_values }),
    )
    // Where its rows go is known once all parts are surveyed.
    return { ...part, part: name, path, survey_prefix, prefix: '', first_prefix: '', report_prefix: '' }
  })
  const surveyed = await Promise.all(
    files.map(({ survey_prefix }) => isRead(ctx, lakeKeys.survey(survey_prefix), false)),
  )
  const work = workOf(files.map(({ size }, i) => ({ size, isKnown: surveyed[i]! })))
  const catalogue = catalogueOf([])
  return writePlan<SourcePlan>(ctx, {
    ...{
      digest,
      identifiers,
      blocked_values,
      created_at,
      parts,
      files,
      catalogue,
      spelling: spellingOf(state.resources),
      config: tableReading(catalogue),
    },
    ...(through !== undefined && { through }),
    ...(force !== undefined && { force }),
    ...work,
  })
}

/** The closed days that are built already: nobody writes into them any more, and they are not listed again. */
async function knownParts(ctx: BuildContext, { output, force }: Resource<'sources'>): Promise<LogPart[]> {
  if (!output) return []
  const manifest = await readJson<SourceManifest>(ctx.lake, output.manifest_key)
  // Forced, everything is looked at again.
  return manifest.force === force ? partsOfClosedDays(manifest.parts, output.read_through) : []
}
