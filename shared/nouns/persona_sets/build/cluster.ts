import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type BuildContext, readPlan } from '../../../builds/build-context.ts'
import { reportProgress } from '../../../builds/progress.ts'
import type { Table } from '../../../engines/personas/columns.ts'
import { CannotCluster, fitModel } from '../../../engines/personas/model.ts'
import { engineNamed } from '../../../kernels/kmeans/engines.ts'
import { type Duck, withDuck } from '../../../lake/duck.ts'
import { withValues } from '../../../lake/features/choose-dimensions.ts'
import { joinTables } from '../../../lake/features/join-tables.ts'
import { readFeatures } from '../../../lake/features/read-features.ts'
import type { FeatureRelations } from '../../../lake/features/traits-sql.ts'
import { overlapping } from '../../../lake/shard-range.ts'
import { CustomerError } from '../../../model/errors.ts'
import { fitSample } from './fit-sample.ts'
import { countValues, ranked, type ValueCounts } from './frequent-values.ts'
import { openMembers } from './open-members.ts'
import type { PersonasPlan } from './prepare.ts'
import { readModel, writeModel } from './stored-model.ts'

/** Writes the build's model: a new one, fitted on a sample of the cohort, or the frozen one as it is. */
export async function clusterPersonas(ctx: BuildContext): Promise<void> {
  const plan = await readPlan<PersonasPlan>(ctx)
  if (plan.kind === 'score' && plan.previous) {
    await writeModel(ctx.lake, plan.prefix, await readModel(ctx.lake, plan.previous.prefix))
    return
  }
  const { table, dimensions } = await readSample(ctx, plan)
  await reportProgress(ctx, 'cluster', 0.3, 'looking for personas')
  const clustered =
    plan.clustered && dimensions.filter((one) => isClustered(one.name, plan.clustered!)).map((one) => one.name)
  try {
    const { model } = fitModel(table, {
      // One seed for all: the same people become the same personas in any set and account, under other ids.
      seed: 'personas',
      id: ctx.build.resource_id,
      engine: engineNamed(plan.config.engine ?? 'wasm'),
      previous: plan.previous && (await readModel(ctx.lake, plan.previous.prefix)).model,
      k: plan.config.number_of_clusters,
      avoidProtected: plan.avoid_protected,
      encoder: {
        ...(clustered && { dimensions: clustered }),
        placeholdersAsValues: plan.config.placeholders_as_values,
      },
    })
    const fitted = {
      as_of: plan.as_of,
      ...(plan.data_up_to && { data_up_to: plan.data_up_to }),
      population_count: plan.cohort.population_count,
    }
    await writeModel(ctx.lake, plan.prefix, { model, dimensions, fitted })
  } catch (error) {
    if (error instanceof CannotCluster)
      throw new CustomerError('CONFLICT', `No personas could be made: ${error.message}.`)
    throw error
  }
}

const isClustered = (name: string, chosen: string[]) => chosen.some((one) => name === one || name.startsWith(`${one}:`))

/** The sample's table, and the dimensions with the values that only the data knows. */
async function readSample(ctx: BuildContext, plan: PersonasPlan) {
  const asOf = Date.parse(plan.as_of)
  // One thread: the rows come in order, and a second one costs more than it saves.
  return withDuck({ memoryMb: ctx.memoryMb, threads: 1, tmp: ctx.scratch }, async (db) => {
    const eachShard = openSample(db, ctx, plan)
    const counts: ValueCounts = new Map()
    await eachShard((relations) => countValues(db, plan.dimensions, relations, asOf, counts))
    const dimensions = withValues(plan.dimensions, (dimension) => ranked(counts, dimension))
    const tables: Table[] = []
    await eachShard(async (relations) => {
      tables.push((await readFeatures(db, dimensions, relations, asOf)).table)
    })
    return { table: joinTables(tables), dimensions }
  })
}

/** Works through the shards that hold the sample. Only one lies on the disk; what is there is not fetched again. */
function openSample(db: Duck, ctx: BuildContext, plan: PersonasPlan) {
  const { parts, until } = fitSample(plan.cohort.population_count)
  const scratch = join(ctx.scratch, 'sample')
  let there: { shard: number; relations: FeatureRelations } | undefined
  const open = async (shard: number): Promise<FeatureRelations> => {
    if (there?.shard === shard) return there.relations
    await rm(scratch, { recursive: true, force: true })
    await mkdir(scratch)
    const all = await openMembers(db, { ...ctx, scratch }, plan, plan.dimensions, shard)
    if (until) await db.run(`CREATE OR REPLACE VIEW sample AS SELECT * FROM members WHERE person_id < UUID '${until}'`)
    there = { shard, relations: until ? { ...all, members: 'sample' } : all }
    return there.relations
  }
  return async (work: (relations: FeatureRelations) => Promise<void>): Promise<void> => {
    for (const shard of overlapping(0, parts, plan.people.shards)) await work(await open(shard))
  }
}
