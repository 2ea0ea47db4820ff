import { externalId, inRows } from '../columns.ts'
import type { CompiledDataset, CompiledIdentity } from './compiled-dataset.ts'

/**
 * One value of an identity set: a cell, or all the cells that make up a name and an address together. Each distinct
 * value is made canonical once; rows carry its number.
 */
export interface IdentityPart {
  set: number
  part: string
  columns: string[]
}

/** The column of rows.parquet that holds the number of a part's value. */
export const valueColumn = ({ set, part }: IdentityPart): string => inRows.value(set).of(part)

/** The parts of all sets, sorted as values.parquet is: by set, then by name. */
export function identityParts(plan: CompiledDataset): IdentityPart[] {
  return plan.identities.flatMap((identity, set) =>
    partsOf(identity)
      .map(([part, columns]) => ({ set, part, columns: [...new Set(columns)] }))
      .filter(({ columns }) => columns.length > 0)
      .sort((a, b) => (a.part < b.part ? -1 : 1)),
  )
}

/** The kinds of external ids, in the order in which the configuration names them. */
export const externalIds = (plan: CompiledDataset): string[] => [
  ...new Set(plan.identities.flatMap(({ external }) => external.map(({ type }) => externalId.of(type)))),
]

function partsOf(set: CompiledIdentity): [part: string, columns: string[]][] {
  const given = (...columns: (string | undefined)[]) => columns.filter((column) => column !== undefined)
  const {
    person_first_name,
    person_last_name,
    person_full_name,
    street,
    city,
    state,
    postcode,
    country,
    freeform_address,
  } = set
  const place = given(...street, city, state, postcode, freeform_address)
  return [
    ['email', given(set.email)],
    ['email_hash', given(set.email_hash)],
    ['phone', set.phone === undefined ? [] : given(set.phone, country)],
    [
      'person',
      [
        ...given(person_first_name, person_last_name, person_full_name),
        ...place,
        ...(postcode === undefined ? [] : given(country)),
      ],
    ],
    ['user_id', given(set.user_id)],
    ['anonymous_id', given(set.anonymous_id)],
    ...set.external.map(({ type, column }): [string, string[]] => [externalId.of(type), [column]]),
  ]
}
