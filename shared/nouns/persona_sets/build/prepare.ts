import { asOf, firingMoment, hasNoNewData, newestEvent } from '../../../builds/as-of.ts'
import { type BuildContext, type BuildPlan, openBuild, readJson, writePlan } from '../../../builds/build-context.ts'
import { mapItems } from '../../../builds/map-items.ts'
import { peopleOf } from '../../../builds/people-of.ts'
import { counted } from '../../../engines/figures/count.ts'
import { leastPeopleFor } from '../../../engines/personas/limits.ts'
import { chooseDimensions, traitDimension } from '../../../lake/features/choose-dimensions.ts'
import type { Dimension } from '../../../lake/features/dimension.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import { CustomerError } from '../../../model/errors.ts'
import { digestOf } from '../../../model/ids.ts'
import { ofType } from '../../../model/resource.ts'
import { getAccount } from '../../../ports/store/accounts.ts'
import { type CohortMembers, membersOf } from '../../cohorts/members-of.ts'
import type { PeopleOutput } from '../../people/output.ts'
import { type Assignments, assignmentsOf } from '../assignments.ts'
import type { BuiltFor } from '../built-for.ts'
import type { PersonaSetConfig } from '../contract.ts'
import { dimensionsRead } from '../dimensions-read.ts'
import type { PersonaSetOutput } from '../output.ts'
import { streamsRead } from '../streams-read.ts'
import type { FlowHistory } from './flow-history.ts'
import { kindOfBuild } from './kind-of-build.ts'
import { withUnits } from './units.ts'

export interface PersonasPlan extends BuildPlan {
  /** `fit` makes a new model; `score` assigns today's people under the frozen one. */
  kind: 'fit' | 'score'
  config: PersonaSetConfig
  people: PeopleOutput
  /** The people who are meant, as of the moment of a firing or of the newest event. */
  cohort: CohortMembers
  /** The cohort's stream: whose orders and value the analyses tell. */
  stream?: string
  /** Everything that is described; `clustered` are the names that may decide. */
  dimensions: Dimension[]
  /** Names of the chosen dimensions; undefined where the encoder chooses. */
  clustered?: string[]
  as_of: string
  /** The newest event of the streams that are read, ISO 8601; missing where there is none. */
  data_up_to?: string
  /** A firing found no event within its last period. */
  no_new_data?: true
  prefix: string
  previous?: PersonaSetOutput
  /** Who was where when moves were last counted: at the last run, or in the previous build. */
  since?: Assignments
  /** Digest of the configuration of the set and its cohort: who is meant. */
  definition: string
  /** The facts of the build before about its flow. */
  history?: FlowHistory
  /** A firing asked for it: the next one counts from here who moved. */
  counts?: true
  /** Names that people gave to personas, by persona id. */
  persona_names?: Record<string, string>
  /** The account's wish: no persona is named or drawn by a protected trait. */
  avoid_protected: boolean
  built_for: BuiltFor
}

/** Decides between a new model and the frozen one, and fixes on what. */
export async function preparePersonas(ctx: BuildContext): Promise<{ shards: number[] }> {
  const { resource, state, digest } = await openBuild(ctx, 'persona_sets')
  const { config } = resource
  const account = await getAccount(ctx.table, ctx.build.account_id)
  const people = peopleOf(state)
  const found = ofType(state.resources, 'cohorts').find((one) => one.id === config.cohort_id)
  if (!found?.output) throw new CustomerError('CONFLICT', `cohort "${config.cohort_id}" is not ready`)
  const stream = found.config.stream_name

  const chosen = chooseDimensions(config, people, stream)
  const isChosen = Boolean(config.clustering_dimensions)
  const beside = Object.entries(people.traits)
    .filter(([name]) => !chosen.some((one) => one.trait === name))
    .map(([name, { type }]) => traitDimension(name, type))
  const newest = newestEvent(people, streamsRead(config, stream))
  const { name: _name, refit: _refit, explore: _explore, preview: _preview, ...asked } = resource.config
  const model = digestOf(asked)
  const data = digestOf({
    cohort: found.output.made_from ?? found.output_digest,
    read: dimensionsRead(resource, found, people),
  })
  const { kind, counts, counted: before } = kindOfBuild(resource, model, data)
  const fitted = kind === 'fit' ? data : (resource.built_for as BuiltFor | undefined)?.fitted
  // A fit counts as of the newest event, people as well as figures: the same data makes the same personas whenever it is done.
  const firing = kind === 'fit' ? {} : resource
  const cohort = membersOf(found.output, firingMoment(newest, firing) === undefined)
  checkPopulation(config, cohort.population_count, String(found.config.name), whyNobody(people, stream))
  const previous = resource.output
  // Personas keep the ids of the build before: a result is named by both, so that no revert writes over an older one.
  const prefix = lakeKeys.version(ctx.build, digestOf({ digest, after: previous?.prefix }))
  const historyKey = previous?.analysis_keys.history
  const history = historyKey ? await readJson<FlowHistory>(ctx.lake, historyKey) : undefined
  const { name: _cohort, explore: _shown, ...meant } = found.config
  const assigned = previous && assignmentsOf(previous)
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
    as_of: asOf(newest, firing, ctx.now()),
    ...(newest && { data_up_to: newest }),
    ...(hasNoNewData(newest, firing) && { no_new_data: true as const }),
    prefix,
    ...(resource.persona_names && { persona_names: resource.persona_names }),
    ...(previous && { previous }),
    ...(assigned && { since: (counts && before) || assigned }),
    built_for: { as_of: resource.as_of, force: resource.force, model, fitted, ...(before && { counted: before }) },
    ...(counts && { counts }),
    definition: digestOf({ model, cohort: meant }),
    ...(history && { history }),
  })
}

function checkPopulation(config: PersonaSetConfig, people: number, cohortName: string, whyNobody: string): void {
  const needed = leastPeopleFor(config.number_of_clusters)
  if (people >= needed) return
  const has = counted(people, 'person', 'people')
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
