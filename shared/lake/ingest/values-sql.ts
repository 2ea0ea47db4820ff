import {
  canonicalEmailHashSql,
  canonicalEmailSql,
  canonicalExternalSql,
  canonicalNameAddressSql,
  canonicalPhoneSql,
  generationSql,
  splitFullNameSql,
} from '../../engines/identity/normalize-sql.ts'
import { quoteText } from '../../engines/sql/quote.ts'
import { inValues } from '../columns.ts'
import type { CsvFacts } from '../read/csv-listener.ts'
import type { ColumnProfile } from './column-profile.ts'
import type { CompiledDataset, CompiledIdentity } from './compiled-dataset.ts'
import { type IdentityPart, identityParts } from './identity-parts.ts'
import { Layers, type Named } from './layers.ts'

const { written: asWritten, canonical } = inValues

export interface ValuesSql {
  select: string
  /** Per part, in the order of `identityParts`, its columns of canonical identifiers. */
  keys: string[][]
}

/**
 * The statement that makes values.parquet: each distinct value of each part of each identity set, as written (`i_…`,
 * trimmed, for output) and canonical (`k_…`), each part in the order of its numbers.
 * @param decodedOf the values of a part as decodeUpload writes them
 */
export function valuesSql(
  plan: CompiledDataset,
  facts: CsvFacts,
  profile: ColumnProfile,
  decodedOf: (part: IdentityPart, index: number) => string,
): ValuesSql {
  const parts = identityParts(plan).map((part, index) => {
    const layers = new Layers(facts, profile)
    const columns = partColumns(part, plan.identities[part.set]!, layers)
    return { ...part, columns, select: (out: Named[]) => layers.select([NUMBER], out, decodedOf(part, index)) }
  })
  const names = [...new Set(parts.flatMap(({ columns }) => columns.map(([, name]) => name)))]
  const selects = parts.map(({ set, part, columns, select }) => {
    const own = new Map(columns.map(([sql, name]) => [name, sql]))
    return select([
      [String(set), 'identity_set'],
      [quoteText(part), 'part'],
      ['value', 'value'],
      ...names.map((name): Named => [own.get(name) ?? 'NULL::VARCHAR', name]),
    ])
  })
  return {
    select: selects.join(' UNION ALL ') || "SELECT 0 AS identity_set, '' AS part, 0 AS value WHERE false",
    keys: parts.map(({ columns }) => columns.map(([, name]) => name).filter(canonical.has)),
  }
}

const NUMBER: Named = ['(file_row_number + 1)::INTEGER', 'value']

/** A part's text as written, and what it is compared by. */
function partColumns({ part, columns }: IdentityPart, set: CompiledIdentity, layers: Layers): Named[] {
  if (part === 'person') return personColumns(set, layers)
  const written = layers.cell(columns[0]!)
  const normalise = { email: canonicalEmailSql, email_hash: canonicalEmailHashSql, phone: canonicalPhoneSql }[part]
  return [
    [written, asWritten.of(part)],
    [(normalise ?? canonicalExternalSql)(written), canonical.of(part)],
  ]
}

function personColumns(set: CompiledIdentity, layers: Layers): Named[] {
  const cell = (column: string | undefined) => (column === undefined ? undefined : layers.cell(column))
  const full = set.person_full_name === undefined ? undefined : splitFullNameSql(layers.cell(set.person_full_name))
  const line = set.freeform_address === undefined ? undefined : layers.address(set.freeform_address)
  const either = (own: string | undefined, other: string | undefined) =>
    own && other ? `coalesce(${own}, ${other})` : (own ?? other)
  const street = set.street.length > 1 ? layers.joined(set.street) : cell(set.street[0])
  const parts = {
    first: layers.named(either(cell(set.person_first_name), full?.first)),
    last: layers.named(either(cell(set.person_last_name), full?.last)),
    street: either(street, line?.street),
    city: either(cell(set.city), line?.city),
    state: either(cell(set.state), line?.state),
    postcode: either(cell(set.postcode), line?.postcode),
  }
  const out: [string | undefined, string][] = [
    [parts.first, asWritten.of('first_name')],
    [parts.last, asWritten.of('last_name')],
    [parts.street, asWritten.of('street')],
    [parts.city, asWritten.of('city')],
    [parts.state, asWritten.of('state')],
    [parts.postcode, asWritten.of('postcode')],
  ]
  if (parts.first && parts.last && parts.street && (parts.postcode || (parts.city && parts.state))) {
    out.push([canonicalNameAddressSql(parts), canonical.of('name_address')])
  }
  const named = [set.person_full_name, set.person_last_name, set.person_first_name].flatMap(
    (column) => cell(column) ?? [],
  )
  if (named.length) out.push([`coalesce(${named.map(generationSql).join(', ')})`, inValues.generation])
  return out.filter((entry): entry is [string, string] => entry[0] !== undefined)
}
