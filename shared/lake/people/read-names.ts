import type { WrittenNames } from '../../engines/identity/log.ts'
import { canonicalNameAddressSql, canonicalPersonNameSql } from '../../engines/identity/normalize-sql.ts'
import { slowPaths } from '../../engines/identity/slow-paths.ts'
import { GENERATIONS } from '../../engines/identity/spelling.ts'
import { quoteText } from '../../engines/sql/quote.ts'
import { inValues } from '../columns.ts'
import type { Duck } from '../duck.ts'
import { type OpenedDataset, valueCount, writtenColumns } from './dataset-rows.ts'

/** The names in the values, by their indices in the view `written`. */
export interface Names {
  names: Omit<WrittenNames, 'value'>
  /** The parts of a name and address that a value has: FIRST, LAST, ADDRESS, STATE. */
  says: Uint8Array
}

export const FIRST = 1
export const LAST = 2
/** More than a state. */
export const ADDRESS = 4
export const STATE = 8

/** Names, each distinct one made canonical once, however many values bear it. */
export async function readNames(db: Duck, datasets: OpenedDataset[]): Promise<Names> {
  db.define(slowPaths)
  const count = valueCount(datasets)
  const there = writtenColumns(datasets, inValues.written)
  const column = (name: string) => (there.includes(name) ? inValues.written.of(name) : 'NULL::VARCHAR')
  const [firstName, lastName] = [column('first_name'), column('last_name')]
  const says = new Uint8Array(count)
  const first = new Uint32Array(count)
  const last = new Uint32Array(count)
  await db.run(`CREATE TYPE written_name AS ENUM (SELECT name FROM (
    SELECT ${firstName} AS name FROM written UNION SELECT ${lastName} FROM written) WHERE name <> '' ORDER BY name)`)
  const read = await db.columns(
    `SELECT ${canonicalPersonNameSql('name')} AS name FROM (SELECT unnest(enum_range(NULL::written_name))::VARCHAR AS name)`,
  )
  const canonical = read.columns.name!.values as string[]
  const texts = [...new Set(['', ...canonical])].sort()
  const indices = new Map(texts.map((text, index) => [text, index]))
  const nameOf = ['', ...canonical].map((text) => indices.get(text)!)

  const code = (name: string) => `coalesce(enum_code(nullif(${name}, '')::written_name)::INTEGER + 1, 0)`
  const flag = (columns: string[], bit: number) =>
    `CASE WHEN coalesce(${columns.map(column).join(', ')}) IS NULL THEN 0 ELSE ${bit} END`
  const { columns, rowCount } = await db.columns(`SELECT index, ${code(firstName)} AS first, ${code(lastName)} AS last,
    ${flag(['first_name'], FIRST)} + ${flag(['last_name'], LAST)} + ${flag(['street', 'city', 'postcode'], ADDRESS)}
      + ${flag(['state'], STATE)} AS says
    FROM written WHERE part = 'person'`)
  await db.run('DROP TYPE written_name')
  const [index, ...parts] = ['index', 'first', 'last', 'says'].map((name) => columns[name]!.values as Int32Array)
  for (let i = 0; i < rowCount; i++) {
    first[index![i]!] = nameOf[parts[0]![i]!]!
    last[index![i]!] = nameOf[parts[1]![i]!]!
    says[index![i]!] = parts[2]![i]!
  }
  const generation = await readGenerations(db, datasets, count)
  const address = await readUnnamedAddresses(db, column, count)
  return { names: { first, last, texts, ...(generation && { generation }), ...(address && { address }) }, says }
}

/** Sr, Jr, II … of the few names that have one: per value, as the log wants it. */
async function readGenerations(db: Duck, datasets: OpenedDataset[], count: number): Promise<Uint8Array | undefined> {
  if (!datasets.some(({ valueColumns }) => valueColumns.includes(inValues.generation))) return undefined
  const { columns, rowCount } = await db.columns(
    `SELECT index, list_position(${list(GENERATIONS)}, ${inValues.generation})::INTEGER AS number
     FROM written WHERE part = 'person' AND ${inValues.generation} IS NOT NULL`,
  )
  if (!rowCount) return undefined
  const generation = new Uint8Array(count)
  const [indices, numbers] = ['index', 'number'].map((name) => columns[name]!.values as Int32Array)
  for (let i = 0; i < rowCount; i++) generation[indices![i]!] = numbers![i]!
  return generation
}

const list = (texts: readonly string[]) => `[${texts.map(quoteText).join(', ')}]`

/** The postal addresses that stand without a first name: only these say how many people an id is. */
async function readUnnamedAddresses(
  db: Duck,
  column: (name: string) => string,
  count: number,
): Promise<Uint32Array | undefined> {
  const [street, city, state, postcode] = ['street', 'city', 'state', 'postcode'].map(column)
  const nobody = quoteText('x')
  const canonical = canonicalNameAddressSql({ first: nobody, last: nobody, street, city, state, postcode })
  const { columns, rowCount } = await db.columns(
    `SELECT index, dense_rank() OVER (ORDER BY address)::INTEGER AS number FROM (
       SELECT index, ${canonical} AS address FROM written
       WHERE part = 'person' AND nullif(${column('first_name')}, '') IS NULL AND ${street} IS NOT NULL)
     WHERE address IS NOT NULL`,
  )
  if (!rowCount) return undefined
  const address = new Uint32Array(count)
  const [indices, numbers] = ['index', 'number'].map((name) => columns[name]!.values as Int32Array)
  for (let i = 0; i < rowCount; i++) address[indices![i]!] = numbers![i]!
  return address
}
