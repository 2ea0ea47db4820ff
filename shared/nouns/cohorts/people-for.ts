import { peopleOf } from '../../builds/people-of.ts'
import { CustomerError } from '../../model/errors.ts'
import type { OutputOf, Resource } from '../../model/resource.ts'
import { partsRead } from '../../planner/waits.ts'
import { cohortNoun } from './cohorts.ts'
import type { CohortConfig } from './contract.ts'

/** The account's people, where they have all that a cohort's rule reads. Throws a CustomerError where they do not yet. */
export function peopleFor(config: CohortConfig, resources: Resource[]): OutputOf<'people'> {
  const people = peopleOf({ resources })
  const parts = partsRead(cohortNoun.reads(config), people)
  if ('waitsFor' in parts) throw new CustomerError('CONFLICT', `nobody can be counted yet: ${parts.waitsFor}`)
  return people
}
