import { asOf } from '../../../builds/as-of.ts'
import { type BuildContext, type BuildPlan, openBuild, writePlan } from '../../../builds/build-context.ts'
import { mapItems } from '../../../builds/map-items.ts'
import { peopleOf } from '../../../builds/people-of.ts'
import type { PeopleOutput } from '../../people/output.ts'
import type { CohortConfig } from '../contract.ts'

export interface CohortPlan extends BuildPlan {
  config: CohortConfig
  people: PeopleOutput
  /** ISO 8601: the moment that the cohort is looked at. */
  as_of: string
  built_for: { as_of?: string | undefined; force?: string | undefined }
}

/** Fixes what the cohort is counted on: this version of the people, and this moment. */
export async function prepareCohort(ctx: BuildContext): Promise<{ shards: number[] }> {
  const { resource, state, digest } = await openBuild(ctx, 'cohorts')
  const people = peopleOf(state)
  const { config } = resource
  const streams = config.stream_name ? [config.stream_name] : Object.keys(people.streams)
  const newest = streams.map((name) => people.streams[name]?.newest)
  return writePlan<CohortPlan>(ctx, {
    digest,
    shards: mapItems(people.shards),
    config,
    people,
    as_of: asOf(newest, resource.as_of, ctx.now()),
    built_for: { as_of: resource.as_of, force: resource.force },
  })
}
