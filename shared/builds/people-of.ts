import { CustomerError } from '../model/errors.ts'
import type { OutputOf } from '../model/resource.ts'
import type { AccountState } from '../planner/planned.ts'

/** The account's people as they were last resolved. */
export function peopleOf({ resources }: Pick<AccountState, 'resources'>): OutputOf<'people'> {
  const people = resources.find((one) => one.type === 'people')?.output
  if (!people) throw new CustomerError('CONFLICT', 'No dataset has been read yet.')
  return people
}
