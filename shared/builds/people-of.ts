import { CustomerError } from '../model/errors.ts'
import type { PeopleOutput } from '../model/outputs.ts'
import type { AccountState } from '../planner/digest.ts'

/** The account's people as they were last resolved. */
export function peopleOf(state: AccountState): PeopleOutput {
  const people = state.resources.find((one) => one.type === 'people')?.output as PeopleOutput | undefined
  if (!people) throw new CustomerError('CONFLICT', 'No dataset has been read yet.')
  return people
}
