import {
  canonicalEmailHashSql,
  canonicalEmailSql,
  canonicalExternalSql,
  canonicalNameAddressSql,
  canonicalPhoneSql,
  further,
  generationSql,
  splitFullNameSql,
  writtenEmailSql,
  writtenPhoneSql,
} from '../../engines/identity/normalize-sql.ts'
import { quoteName, quoteText } from '../../engines/sql/quote.ts'
import { furtherPart, inValues } from '../columns.ts'
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
 * undressed, for output) and canonical (`k_…`), each part in the order of its numbers. Where a cell holds several addresses or
 * numbers, those behind the first are parts by themselves, under the number of the cell's value (`furtherPart`).
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
    const columns = partColumns(part, plan, layers)
    const select = (out: Named[]) => layers.select([NUMBER], out, decodedOf(part, index))
    return { ...part, columns, select, behind: furtherSelect(part, plan, facts, profile, decodedOf(part, index)) }
  })
  const names = [...new Set(parts.flatMap(({ columns }) => columns.map(([, name]) => name)))]
  const selects = parts.flatMap(({ set, part, columns, select, behind }) => {
    const own = new Map(columns.map(([sql, name]) => [name, sql]))
    const first = select([
      [String(set), 'identity_set'],
      [quoteText(part), 'part'],
      ['value', 'value'],
      ...names.map((name): Named => [own.get(name) ?? 'NULL::VARCHAR', name]),
    ])
    if (!behind) return [first]
    const all = names.map((name) => `${name === canonical.of(part) ? 'item' : 'NULL::VARCHAR'} AS ${quoteName(name)}`)
    return [first, `SELECT ${set} AS identity_set, part, value, ${all.join(', ')} FROM (${behind})`]
  })
  return {
    select: selects.join(' UNION ALL ') || "SELECT 0 AS identity_set, '' AS part, 0 AS value WHERE false",
    keys: parts.map(({ columns }) => columns.map(([, name]) => name).filter(canonical.has)),
  }
}

const NUMBER: Named = ['(file_row_number + 1)::INTEGER', 'value']

/** A part's text as written, and what it is compared by. */
function partColumns({ set, part, columns }: IdentityPart, plan: CompiledDataset, layers: Layers): Named[] {
  const identity = plan.identities[set]!
  if (part === 'person') {
    // The part has the column of a postcode's country only.
    const country = identity.postcode === undefined ? undefined : countrySql(identity, plan, layers)
    return personColumns(identity, country, layers)
  }
  const cell = layers.cell(columns[0]!)
  if (part === 'email') {
    const email = layers.named(canonicalEmailSql(cell))
    return [
      [writtenEmailSql(cell, email), asWritten.of(part)],
      [email, canonical.of(part)],
    ]
  }
  if (part === 'phone') {
    return [
      [writtenPhoneSql(cell), asWritten.of(part)],
      [canonicalPhoneSql(cell, countrySql(identity, plan, layers)), canonical.of(part)],
    ]
  }
  return [
    [cell, asWritten.of(part)],
    [(part === 'email_hash' ? canonicalEmailHashSql : canonicalExternalSql)(cell), canonical.of(part)],
  ]
}

/** The country of a row, or that of the dataset; undefined where neither is said. */
function countrySql({ country }: CompiledIdentity, plan: CompiledDataset, layers: Layers): string | undefined {
  const usual = plan.country && quoteText(plan.country)
  if (country === undefined) return usual
  return usual ? `coalesce(${layers.cell(country)}, ${usual})` : layers.cell(country)
}

/** The addresses or numbers behind the first of a cell: `part`, `value` and `item`. */
function furtherSelect(
  { set, part, columns }: IdentityPart,
  plan: CompiledDataset,
  facts: CsvFacts,
  profile: ColumnProfile,
  decoded: string,
): string | undefined {
  if (part !== 'email' && part !== 'phone') return undefined
  const layers = new Layers(facts, profile)
  const { isThere, lines } = further[part]
  const cell = layers.cell(columns[0]!)
  const country = countrySql(plan.identities[set]!, plan, layers)
  const cells = layers.select(
    [NUMBER],
    [
      ['value', 'value'],
      [cell, 'cell'],
      [country ?? 'NULL::VARCHAR', 'country'],
    ],
    decoded,
  )
  // DuckDB tries conditions in the order that it likes: CASE keeps the dear one from the values that hold one.
  const some = `SELECT value, CASE WHEN ${isThere('cell')} THEN ${lines('cell', 'country')} END AS lines FROM (${cells}) WHERE ${isThere('cell')}`
  const name = `${quoteText(furtherPart.of(part, 0).slice(0, -1))} || place`
  return `SELECT ${name} AS part, value, item FROM (SELECT value, unnest(string_split(lines, chr(10))) AS item,
    generate_subscripts(string_split(lines, chr(10)), 1) + 1 AS place FROM (${some}))
    ORDER BY place, value`
}

function personColumns(set: CompiledIdentity, country: string | undefined, layers: Layers): Named[] {
  const cell = (column: string | undefined) => (column === undefined ? undefined : layers.undressed(column))
  const postcode = set.postcode === undefined ? undefined : layers.undressedPostcode(set.postcode)
  const full = set.person_full_name === undefined ? undefined : splitFullNameSql(cell(set.person_full_name)!)
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
    postcode: either(postcode, line?.postcode),
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
    out.push([canonicalNameAddressSql({ ...parts, country }), canonical.of('name_address')])
  }
  const named = [set.person_full_name, set.person_last_name, set.person_first_name].flatMap(
    (column) => cell(column) ?? [],
  )
  if (named.length) out.push([`coalesce(${named.map(generationSql).join(', ')})`, inValues.generation])
  return out.filter((entry): entry is [string, string] => entry[0] !== undefined)
}
