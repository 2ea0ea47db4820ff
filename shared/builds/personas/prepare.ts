import { CustomerError } from '../../errors.ts'
import { chooseDimensions, type DimensionChoice, traitDimension } from '../../lake/features/choose-dimensions.ts'
import type { Dimension } from '../../lake/features/dimension.ts'
import type { CohortOutput, PeopleOutput, PersonaSetOutput } from '../../resources/outputs.ts'
import type { Resource } from '../../resources/resource.ts'
import { getAccount } from '../../store/accounts.ts'
import { type BuildContext, type BuildPlan, lakePrefix, openBuild, writePlan } from '../build-context.ts'
import { latest, peopleOf, shardNumbers } from '../people-facts.ts'

export interface PersonaSetConfig extends DimensionChoice {
  name: string
  cohort_id: string
  number_of_clusters?: number
  refit?: 'on_change' | 'manual'
  /** Which k-means fits: `ml-kmeans` is the reference. */
  engine?: 'wasm' | 'ml-kmeans'
}

export interface PersonasPlan extends BuildPlan {
  /** `fit` makes a new model; `score` assigns today's people under the frozen one. */
  kind: 'fit' | 'score'
  config: PersonaSetConfig
  people: PeopleOutput
  cohort: CohortOutput
  /** The cohort's stream: whose orders and value the analyses tell. */
  stream?: string
  /** Everything that is described; `clustered` are the names that may decide. */
  dimensions: Dimension[]
  /** Names of the chosen dimensions; undefined where the encoder chooses. */
  clustered?: string[]
  as_of: string
  prefix: string
  previous?: PersonaSetOutput
  /** The account's wish: no persona is named or drawn by a protected trait. */
  avoid_protected: boolean
  built_for: { as_of?: string | undefined; force?: string | undefined; model?: unknown }
}

/** Decides between a new model and the frozen one, and fixes on what. */
export async function preparePersonas(ctx: BuildContext): Promise<{ shards: number[] }> {
  const { resource, state, digest } = await openBuild(ctx)
  const config = resource.config as unknown as PersonaSetConfig
  const people = peopleOf(state)
  const found = state.resources.find((one) => one.type === 'cohorts' && one.id === config.cohort_id)
  if (!found?.output) throw new CustomerError('CONFLICT', `cohort "${config.cohort_id}" is not ready`)
  const cohort = found.output as unknown as CohortOutput
  checkPopulation(config, cohort.population_count, String(found.config.name))

  const stream = found.config.stream_name as string | undefined
  const chosen = chooseDimensions(config, people, stream)
  const isChosen = Boolean(config.clustering_dimensions)
  const beside = Object.entries(people.traits)
    .filter(([name]) => !chosen.some((one) => one.trait === name))
    .map(([name, { type }]) => traitDimension(name, type))
  const newest = [...new Set(chosen.flatMap((one) => one.stream ?? []))].map((name) => people.streams[name]?.newest)
  const modelConfig = { ...config, name: undefined, refit: undefined }
  return writePlan<PersonasPlan>(ctx, {
    digest,
    shards: shardNumbers(people.shards),
    kind: kindOfBuild(resource, modelConfig),
    config,
    people,
    cohort,
    ...(stream && { stream }),
    dimensions: [...chosen, ...beside],
    // Shares get their values later, and keep the name of their template as the first part of their own.
    ...(isChosen && { clustered: chosen.map((one) => one.name) }),
    avoid_protected: (await getAccount(ctx.table, ctx.build.account_id))?.avoid_protected_traits ?? false,
    as_of: latest([...newest, resource.as_of]) ?? ctx.now().toISOString(),
    prefix: `${lakePrefix(ctx.build)}${digest}/`,
    ...(resource.output && { previous: resource.output as unknown as PersonaSetOutput }),
    built_for: { as_of: resource.as_of, force: resource.force, model: modelConfig },
  })
}

function checkPopulation(config: PersonaSetConfig, people: number, cohortName: string): void {
  const needed = Math.max(2, config.number_of_clusters ?? 2)
  if (people >= needed) return
  const has = people === 1 ? '1 person' : `${people} people`
  throw new CustomerError(
    'CONFLICT',
    `A persona set${config.number_of_clusters ? ` of ${config.number_of_clusters} personas` : ''} needs at least ${needed} people, its cohort "${cohortName}" has ${has}.`,
  )
}

/**
 * A first build fits; so does one that was forced, and one whose own configuration changed. A firing of a schedule
 * scores; so does any change of data under `refit: "manual"`.
 */
function kindOfBuild(resource: Resource, modelConfig: unknown): 'fit' | 'score' {
  const before = resource.built_for
  if (!resource.output || !before) return 'fit'
  if (resource.force !== before.force) return 'fit'
  if (JSON.stringify(before.model) !== JSON.stringify(modelConfig)) return 'fit'
  if (resource.as_of !== before.as_of) return 'score'
  return resource.config.refit === 'manual' ? 'score' : 'fit'
}
