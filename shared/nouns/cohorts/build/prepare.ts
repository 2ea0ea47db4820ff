import { asOf, firingMoment, newestEvent } from '../../../builds/as-of.ts'
import { type BuildContext, type BuildPlan, openBuild, writePlan } from '../../../builds/build-context.ts'
import { mapItems } from '../../../builds/map-items.ts'
import { peopleOf } from '../../../builds/people-of.ts'
import { digestOf } from '../../../model/ids.ts'
import { plannedAccount } from '../../../planner/inputs.ts'
import type { PeopleOutput } from '../../people/output.ts'
import type { CohortConfig } from '../contract.ts'
import { streamsLookedAt } from '../streams-looked-at.ts'

export interface CohortPlan extends BuildPlan {
  config: CohortConfig
  people: PeopleOutput
  /** ISO 8601: the moment that the cohort is looked at. */
  as_of: string
  /** ISO 8601: the newest event, where `as_of` is the moment of a firing: the members of then are written, too. */
  also_as_of?: string
  /** ISO 8601. */
  data_up_to?: string
  made_from: string
  built_for: { as_of?: string | undefined; force?: string | undefined }
}

/** Fixes what the cohort is counted on: this version of the people, and this moment. */
export async function prepareCohort(ctx: BuildContext): Promise<{ shards: number[] }> {
  const { resource, state, digest } = await openBuild(ctx, 'cohorts')
  const people = peopleOf(state)
  const { config } = resource
  const newest = newestEvent(people, streamsLookedAt(config, people))
  const read = ctx.nouns.cohorts.inputs?.(resource, plannedAccount(ctx.nouns, state))
  const { name: _name, explore: _explore, ...meant } = config
  // Only a window of time moves with a firing.
  const fired = config.recency && firingMoment(newest, resource)
  return writePlan<CohortPlan>(ctx, {
    digest,
    shards: mapItems(people.shards),
    config,
    people,
    as_of: fired ?? asOf(newest, {}, ctx.now()),
    ...(fired && { also_as_of: newest! }),
    ...(newest && { data_up_to: newest }),
    made_from: digestOf({ meant, data: read && 'inputs' in read && { ...read.inputs, as_of: undefined } }),
    built_for: { as_of: resource.as_of, force: resource.force },
  })
}
