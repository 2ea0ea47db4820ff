import type { MembersPart } from '../../lake/keys.ts'
import type { Sharded } from '../../lake/sharded-view.ts'
import type { CohortOutput } from './output.ts'

/** The members of a cohort as a build reads them. */
export interface CohortMembers extends Sharded {
  part: MembersPart
  population_count: number
}

/**
 * The members of a cohort as of the moment of its firing, or (`atNewest`) of its newest event: these are the same before
 * and after any firing.
 */
export function membersOf(cohort: CohortOutput, atNewest: boolean): CohortMembers {
  const { prefix, shards, population_count, population_at_newest } = cohort
  return atNewest && population_at_newest !== undefined
    ? { prefix, shards, part: 'members-at-newest', population_count: population_at_newest }
    : { prefix, shards, part: 'members', population_count }
}
