import { quoteName } from '../../engines/sql/quote.ts'
import { externalId, inPeople } from '../../lake/columns.ts'
import type { Resource } from '../../model/resource.ts'

/** One column of a delivered file that says who somebody is. `expression` reads from the person's row `i`. */
export interface IdentityColumn {
  machine_name: string
  human_name: string
  expression: string
  kind: 'identity'
}

/** Clear identity columns of people.parquet → the identity set keys by which customers know them. */
const identityNames: Record<string, string> = {
  first_name: 'person_first_name',
  last_name: 'person_last_name',
  street: 'house_number_and_street',
}

/** Clear identity columns of people.parquet, in the order of a file. */
const known = [
  'email',
  'phone',
  'first_name',
  'last_name',
  'street',
  'city',
  'state',
  'postcode',
  'user_id',
  'anonymous_id',
  'email_hash',
]

/** The identity columns that files of this account's people can have, by the names of identity sets and of external ids. */
export function identityFields(all: readonly Resource[]): string[] {
  const external = all.flatMap((one) => {
    if (one.type === 'datasets') {
      return Object.values((one as Resource<'datasets'>).config.identity_sets).flatMap(({ external_ids = {} }) =>
        Object.keys(external_ids),
      )
    }
    return one.type === 'sources' ? (one as Resource<'sources'>).config.identifiers.map(({ kind }) => kind) : []
  })
  return [...new Set([...known.map((column) => identityNames[column] ?? column), ...external])]
}

/**
 * The identity columns that the account's people have. External ids keep the name of their type.
 *
 * @param isCanonical whether a phone is read in its canonical spelling, where the people have it
 */
export function identityColumns(columns: string[], isCanonical = false): IdentityColumn[] {
  const external = columns.filter(externalId.has).sort()
  return [...known.filter((column) => columns.includes(column)), ...external].map((column) => {
    const name = externalId.nameOf(column) ?? identityNames[column] ?? column
    const read =
      isCanonical && column === 'phone' && columns.includes(inPeople.canonicalPhone) ? inPeople.canonicalPhone : column
    return { machine_name: name, human_name: name, expression: `i.${quoteName(read)}`, kind: 'identity' as const }
  })
}
