import { firingMoment, newestEvent } from '../../builds/as-of.ts'
import { admitsNoEvents, checkCohort } from '../../engines/conditions/check.ts'
import { checkConditions } from '../../engines/conditions/check-conditions.ts'
import { digestOf } from '../../model/ids.ts'
import type { Resource } from '../../model/resource.ts'
import { partsRead, waitsForData } from '../../planner/waits.ts'
import { archiveVerbsOf } from '../../verbs/archive.ts'
import { buildsOf } from '../../verbs/builds.ts'
import { forceUpdateOf } from '../../verbs/force-update.ts'
import type { Noun } from '../../verbs/noun.ts'
import { freeName, requireNamed } from '../../verbs/references.ts'
import { serve } from '../../verbs/serve.ts'
import { verbsOf } from '../../verbs/verbs.ts'
import { mappedSteps } from '../mapped-steps.ts'
import { columnsPromised } from './columns-promised.ts'
import { Cohort, CohortConfig, cohortOperations } from './contract.ts'
import { streamsLookedAt } from './streams-looked-at.ts'

export const cohortNoun: Noun<'cohorts'> = {
  type: 'cohorts',
  operations: cohortOperations,
  components: { configs: { CohortConfig }, answers: { Cohort } },
  machine: { name: 'cohort', steps: mappedSteps('finding its people') },
  rescored: true,
  columns: { field: 'cohort_ids', kinds: () => ['is_member'] },
  shownOnly: ['explore'],
  reads: ({ stream_name, traits }) => ({
    streams: stream_name ? [stream_name] : [],
    traits: (traits ?? []).map(({ name }) => name),
  }),
  inputs(cohort, { people }) {
    if (!people) return waitsForData
    const { config } = cohort
    const parts = partsRead(cohortNoun.reads(config), people)
    if ('waitsFor' in parts) return parts
    const everybody = readsEverybody(config) ? people.parts.people : undefined
    const as_of = config.recency
      ? firingMoment(newestEvent(people, streamsLookedAt(config, people)), cohort)
      : undefined
    return { inputs: { parts: parts.digests, everybody, as_of } }
  },
  schema: CohortConfig,
  complete: (config, all) => ({
    ...config,
    name:
      config.name ?? freeName(config.stream_name ? `People with ${config.stream_name}` : 'Everyone', all, 'cohorts'),
  }),
  check(config, all, self) {
    checkCohort(config)
    if (config.stream_name) requireNamed(all, 'streams', config.stream_name, 'stream_name')
    for (const [index, { name }] of (config.traits ?? []).entries()) {
      requireNamed(all, 'traits', name, `traits.${index}.name`)
    }
    // Conditions that were taken once are for the build to judge: a name may change all the same.
    const before = self as Resource<'cohorts'> | undefined
    if (!before || digestOf(conditionsSaid(before.config)) !== digestOf(conditionsSaid(config))) {
      checkConditions(config, columnsPromised(config, all))
    }
  },
  needs: ['cohorts'],
  show: (cohort, related) => ({
    population_count: cohort.output?.population_count,
    recent_months: cohort.output?.recent_months,
    as_of: cohort.output?.as_of,
    data_up_to: cohort.output?.data_up_to,
    name_note: noteOnNamesakes(cohort, related),
  }),
}

const conditionsSaid = ({ stream_name, stream_conditions, traits, min_value, max_value }: CohortConfig) => ({
  ...{ stream_name, stream_conditions, traits, min_value, max_value },
})

/** Two cohorts may have one name, as two people have; in a list nobody can tell which is which. */
function noteOnNamesakes({ id, config }: Resource<'cohorts'>, related: Resource[]): string | undefined {
  const others = related.filter((one) => one.type === 'cohorts' && one.id !== id && one.config.name === config.name)
  if (others.length === 0) return undefined
  const are = others.length === 1 ? 'Another cohort is' : `${others.length} other cohorts are`
  return `${are} called "${config.name}", too (${others.map((one) => one.id).join(', ')}): another name would tell them apart.`
}

/** Whether a cohort looks at people beyond those who have events: their addresses, or that they have none. */
const readsEverybody = (config: CohortConfig): boolean =>
  !config.stream_name || admitsNoEvents(config) || Boolean(config.place_conditions?.length)

export const cohorts = serve(cohortOperations, {
  ...verbsOf(cohortNoun),
  ...archiveVerbsOf(cohortNoun),
  builds: buildsOf(cohortNoun),
  forceUpdate: forceUpdateOf(cohortNoun),
})
