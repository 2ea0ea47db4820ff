import { asOf } from '../../../builds/as-of.ts'
import { type BuildContext, type BuildPlan, openBuild, writePlan } from '../../../builds/build-context.ts'
import { mapItems } from '../../../builds/map-items.ts'
import { peopleOf } from '../../../builds/people-of.ts'
import { leastPeopleFor } from '../../../engines/personas/limits.ts'
import { chooseDimensions, traitDimension } from '../../../lake/features/choose-dimensions.ts'
import type { Dimension } from '../../../lake/features/dimension.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import { CustomerError } from '../../../model/errors.ts'
import { digestOf } from '../../../model/ids.ts'
import { ofType, type Resource } from '../../../model/resource.ts'
import { getAccount } from '../../../ports/store/accounts.ts'
import type { CohortOutput } from '../../cohorts/output.ts'
import type { PeopleOutput } from '../../people/output.ts'
import type { PersonaSetConfig } from '../contract.ts'
import type { PersonaSetOutput } from '../output.ts'
import { withUnits } from './units.ts'

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
  /** Who was where when moves were last counted: at the last run, or in the previous build. */
  since?: Assignments
  /** Names that people gave to personas, by persona id. */
  persona_names?: Record<string, string>
  /** The account's wish: no persona is named or drawn by a protected trait. */
  avoid_protected: boolean
  built_for: {
    as_of?: string | undefined
    force?: string | undefined
    /** Digest of the configuration that the model was fitted for. */
    model: string
    /** The assignments of the last run. */
    counted?: Assignments
  }
}

/** Assignments that a build made: where they lie, and which persona each place stands for. */
interface Assignments {
  prefix: string
  shards: number
  persona_ids: string[]
}

/** Decides between a new model and the frozen one, and fixes on what. */
export async function preparePersonas(ctx: BuildContext): Promise<{ shards: number[] }> {
  const { resource, state, digest } = await openBuild(ctx, 'persona_sets')
  const { config } = resource
  const account = await getAccount(ctx.table, ctx.build.account_id)
  const people = peopleOf(state)
  const found = ofType(state.resources, 'cohorts').find((one) => one.id === config.cohort_id)
  if (!found?.output) throw new CustomerError('CONFLICT', `cohort "${config.cohort_id}" is not ready`)
  const cohort = found.output
  const stream = found.config.stream_name
  checkPopulation(config, cohort.population_count, String(found.config.name), whyNobody(people, stream))

  const chosen = chooseDimensions(config, people, stream)
  const isChosen = Boolean(config.clustering_dimensions)
  const beside = Object.entries(people.traits)
    .filter(([name]) => !chosen.some((one) => one.trait === name))
    .map(([name, { type }]) => traitDimension(name, type))
  const newest = [...new Set(chosen.flatMap((one) => one.stream ?? []))].map((name) => people.streams[name]?.newest)
  const { name: _name, refit: _refit, explore: _explore, preview: _preview, ...asked } = resource.config
  const model = digestOf(asked)
  const { kind, counts, counted: before } = kindOfBuild(resource, model)
  const previous = resource.output
  // Personas keep the ids of the build before: a result is named by both, so that no revert writes over an older one.
  const prefix = lakeKeys.version(ctx.build, digestOf({ digest, after: previous?.prefix }))
  const assigned = previous && assignmentsOf(previous)
  const counted = counts && assigned ? { ...assigned, prefix, shards: people.shards } : before
  return writePlan<PersonasPlan>(ctx, {
    digest,
    shards: mapItems(people.shards),
    kind,
    config,
    people,
    cohort,
    ...(stream && { stream }),
    dimensions: withUnits([...chosen, ...beside], state.resources, account?.currency ?? 'USD'),
    // Shares get their values later, and their names begin with the name of their template.
    ...(isChosen && { clustered: chosen.map((one) => one.name) }),
    avoid_protected: account?.avoid_protected_traits ?? false,
    as_of: asOf(newest, resource.as_of, ctx.now()),
    prefix,
    ...(resource.persona_names && { persona_names: resource.persona_names }),
    ...(previous && { previous }),
    ...(assigned && { since: (counts && before) || assigned }),
    built_for: { as_of: resource.as_of, force: resource.force, model, ...(counted && { counted }) },
  })
}

function checkPopulation(config: PersonaSetConfig, people: number, cohortName: string, whyNobody: string): void {
  const needed = leastPeopleFor(config.number_of_clusters)
  if (people >= needed) return
  const has = people === 1 ? '1 person' : `${people} people`
  throw new CustomerError(
    'CONFLICT',
    `A persona set${config.number_of_clusters ? ` of ${config.number_of_clusters} personas` : ''} needs at least ${needed} people, its cohort "${cohortName}" has ${has}${people === 0 ? whyNobody : ''}.`,
  )
}

/** The reason why the cohort's stream leaves nobody in, under any conditions of the cohort. */
function whyNobody({ streams }: PeopleOutput, stream: string | undefined): string {
  const facts = streams[stream ?? '']
  if (!facts || facts.newest) return ''
  return facts.event_count === 0
    ? `: its stream "${stream}" has no events`
    : `: every event of its stream "${stream}" is dated in the future`
}

const assignmentsOf = ({ prefix, shards, personas }: PersonaSetOutput): Assignments => ({
  prefix,
  shards,
  persona_ids: personas.map(({ id }) => id),
})

/**
 * A first build fits; so does one that was forced, and one whose own configuration changed. A firing of a schedule
 * scores; so does any change of data under `refit: "manual"`. A firing `counts` who moved since the firing before,
 * whatever was built in between; a new model that was asked for begins a new count.
 */
function kindOfBuild(
  resource: Resource<'persona_sets'>,
  model: string,
): { kind: 'fit' | 'score'; counts?: true; counted?: Assignments } {
  const before = resource.built_for as PersonasPlan['built_for'] | undefined
  if (!resource.output || !before) return { kind: 'fit' }
  if (resource.force !== before.force || before.model !== model) return { kind: 'fit' }
  const kept = before.counted && { counted: before.counted }
  if (resource.as_of !== before.as_of) return { kind: 'score', counts: true, ...kept }
  return { kind: resource.config.refit === 'manual' ? 'score' : 'fit', ...kept }
}
