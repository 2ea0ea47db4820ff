import { checkCohort } from '../../engines/conditions/check.ts'
import type { CohortOutput } from '../../model/outputs.ts'
import { archiveVerbsOf } from '../../verbs/archive.ts'
import { find } from '../../verbs/find.ts'
import { forceUpdateOf } from '../../verbs/force-update.ts'
import { lakeJson } from '../../verbs/lake-json.ts'
import type { Noun } from '../../verbs/noun.ts'
import { freeName, requireNamed } from '../../verbs/references.ts'
import { serve } from '../../verbs/serve.ts'
import { verbsOf } from '../../verbs/verbs.ts'
import { CohortConfig, cohortOperations } from './contract.ts'

export const cohortNoun: Noun<CohortConfig> = {
  type: 'cohorts',
  schema: CohortConfig,
  complete: (config, all) => ({
    ...config,
    name:
      config.name ?? freeName(config.stream_name ? `People with ${config.stream_name}` : 'Everyone', all, 'cohorts'),
  }),
  check(config, all) {
    checkCohort(config as Parameters<typeof checkCohort>[0])
    if (config.stream_name) requireNamed(all, 'streams', config.stream_name, 'stream_name')
    for (const [index, { name }] of (config.traits ?? []).entries()) {
      requireNamed(all, 'traits', name, `traits.${index}.name`)
    }
  },
  show: ({ output }) => ({ population_count: (output as CohortOutput | undefined)?.population_count }),
}

export const cohorts = serve(cohortOperations, {
  ...verbsOf(cohortNoun),
  ...archiveVerbsOf(cohortNoun),
  forceUpdate: forceUpdateOf(cohortNoun),
  async membership(ctx, { params }) {
    const cohort = await find(ctx, cohortNoun, params.id)
    return lakeJson(ctx, cohort, (cohort.output as CohortOutput | undefined)?.membership_key)
  },
})
