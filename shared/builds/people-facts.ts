import { CustomerError } from '../errors.ts'
import type { AccountState } from '../planner/digest.ts'
import type { PeopleOutput } from '../resources/outputs.ts'

/** The account's people as they were last resolved. */
export function peopleOf(state: AccountState): PeopleOutput {
  const people = state.resources.find((one) => one.type === 'people')?.output as PeopleOutput | undefined
  if (!people) throw new CustomerError('CONFLICT', 'No dataset has been read yet.')
  return people
}

/** 0 … count − 1. */
export const shardNumbers = (count: number): number[] => Array.from({ length: count }, (_, shard) => shard)

/** The latest of some moments (ISO 8601), undefined where there is none. */
export const latest = (moments: (string | undefined)[]): string | undefined =>
  moments
    .filter((moment) => moment !== undefined && moment !== '')
    .map((moment) => new Date(moment as string).toISOString())
    .sort()
    .at(-1)
