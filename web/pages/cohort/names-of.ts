import type { Trait } from '../../api/types.ts'
import type { Names } from './rule-words.ts'

/** How the account's traits are called. */
export const namesOf = (traits: Trait[] | undefined): Names =>
  new Map(traits?.map(({ name, literate }) => [name, literate ?? name]))
