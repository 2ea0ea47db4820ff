import { type BuildContext, readJson, readPlan, writePlan } from '../../../builds/build-context.ts'
import { catalogueIn, catalogueOf, type Survey } from '../../../engines/events/survey.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import { digestOf } from '../../../model/ids.ts'
import { foldersInUse, isRead, workOf } from '../../datasets/build/work.ts'
import { eventFormat } from '../event-format.ts'
import { type PartOfLog, promotingOf, type SourcePlan } from './part-of-log.ts'
import { tableReading } from './table-reading.ts'

/**
 * Chooses the streams and columns of a source by all of its parts, and plans to read those parts whose rows are not there
 * yet: new ones, and those of which another choice was made before.
 */
export async function chooseColumns(ctx: BuildContext): Promise<{ shards: number[] }> {
  const plan = await readPlan<SourcePlan>(ctx)
  const surveys = await Promise.all(
    plan.files.map(({ survey_prefix }) => readJson<Survey>(ctx.lake, lakeKeys.survey(survey_prefix))),
  )
  const catalogue = catalogueOf(surveys)
  const inUse = await foldersInUse(ctx)
  const folders = new Set(inUse.values())
  const placeOf = new Map(catalogue.streams.map(({ name }, place) => [name, place]))
  const found = await Promise.all(
    plan.files.map(async (part, i) => {
      const own = catalogueIn(catalogue, surveys[i]!)
      const { kinds } = promotingOf(plan)
      const read = { path: part.path, etag: part.etag, kinds, blocked_values: plan.blocked_values, own }
      const reading = tableReading(own, plan.spelling)
      const places = own.streams.map(({ name }) => placeOf.get(name))
      // Forced, everything is read again.
      const prefix = lakeKeys.version(
        ctx.build,
        digestOf({ format: eventFormat, force: plan.force, places, reading, ...read }),
      )
      const published = inUse.get(prefix)
      const isKnown = published !== undefined || (await isRead(ctx, lakeKeys.report(prefix), folders.has(prefix)))
      const file: PartOfLog = { ...part, prefix, first_prefix: prefix, report_prefix: published ?? prefix }
      return { file, isKnown }
    }),
  )
  const work = workOf(found.map(({ isKnown, file: { size } }) => ({ size, isKnown })))
  const files = found.map(({ file }) => file)
  return writePlan<SourcePlan>(ctx, {
    ...plan,
    catalogue,
    config: tableReading(catalogue, plan.spelling),
    files,
    ...work,
  })
}
