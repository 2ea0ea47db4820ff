import { type BuildContext, openBuild, writePlan } from '../../../builds/build-context.ts'
import { hourOf } from '../../../engines/events/closed-hours.ts'
import { catalogueOf } from '../../../engines/events/survey.ts'
import { listHours } from '../../../lake/events/list-logs.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import { digestOf } from '../../../model/ids.ts'
import { isRead, workOf } from '../../datasets/build/work.ts'
import { eventFormat } from '../event-format.ts'
import type { PartOfLog, SourcePlan } from './part-of-log.ts'
import { partsOfLog } from './parts.ts'
import { tableReading } from './table-reading.ts'

/** Lists the log, and leaves out of the survey what was surveyed already. */
export async function prepareSource(ctx: BuildContext): Promise<{ shards: number[] }> {
  const { resource, state, digest } = await openBuild(ctx, 'sources')
  const { account_id, id, config, created_at, read_until, force } = resource
  const { identifiers, blocked_values } = config
  const { through } = state.logs[id] ?? {}
  const until = [through, read_until && hourOf(new Date(read_until))]
    .filter((hour) => hour !== undefined)
    .sort()
    .at(-1)
  const objects = until ? await listHours(ctx.lake, account_id, id, { until }) : []
  const kinds = identifiers.map(({ kind }) => kind)
  const files = partsOfLog(objects, through).map(({ name, ...part }): PartOfLog => {
    const path = `sources/${id}/${name}`
    const survey_prefix = lakeKeys.version(
      ctx.build,
      digestOf({ survey: eventFormat, path, etag: part.etag, kinds, blocked_values }),
    )
    // Where its rows go is known once all parts are surveyed.
    return { ...part, path, survey_prefix, prefix: '', first_prefix: '', report_prefix: '' }
  })
  const surveyed = await Promise.all(
    files.map(({ survey_prefix }) => isRead(ctx, lakeKeys.survey(survey_prefix), false)),
  )
  const work = workOf(files.map(({ size }, i) => ({ size, isKnown: surveyed[i]! })))
  const catalogue = catalogueOf([])
  return writePlan<SourcePlan>(ctx, {
    ...{ digest, identifiers, blocked_values, created_at, files, catalogue, config: tableReading(catalogue) },
    ...(through !== undefined && { through }),
    ...(force !== undefined && { force }),
    ...work,
  })
}
