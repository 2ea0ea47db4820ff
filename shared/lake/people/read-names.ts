import type { WrittenNames } from '../../engines/identity/log.ts'
import { canonicalNameSql } from '../../engines/identity/normalize-sql.ts'
import { inValues } from '../columns.ts'
import type { Duck } from '../duck.ts'
import { type OpenedDataset, valueCount, writtenColumns } from './dataset-rows.ts'

/** The names in the values, by their places in the view `written`. */
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
    `SELECT ${canonicalNameSql('name')} AS name FROM (SELECT unnest(enum_range(NULL::written_name))::VARCHAR AS name)`,
  )
  const canonical = read.columns.name!.values as string[]
  const texts = [...new Set(['', ...canonical])].sort()
  const places = new Map(texts.map((text, place) => [text, place]))
  const nameOf = ['', ...canonical].map((text) => places.get(text)!)

  const code = (name: string) => `coalesce(enum_code(nullif(${name}, '')::written_name)::INTEGER + 1, 0)`
  const flag = (columns: string[], bit: number) =>
    `CASE WHEN coalesce(${columns.map(column).join(', ')}) IS NULL THEN 0 ELSE ${bit} END`
  const { columns, rowCount } = await db.columns(`SELECT place, ${code(firstName)} AS first, ${code(lastName)} AS last,
    ${flag(['first_name'], FIRST)} + ${flag(['last_name'], LAST)} + ${flag(['street', 'city', 'postcode'], ADDRESS)}
      + ${flag(['state'], STATE)} AS says
    FROM written WHERE part = 'person'`)
  await db.run('DROP TYPE written_name')
  const [place, ...parts] = ['place', 'first', 'last', 'says'].map((name) => columns[name]!.values as Int32Array)
  for (let i = 0; i < rowCount; i++) {
    first[place![i]!] = nameOf[parts[0]![i]!]!
    last[place![i]!] = nameOf[parts[1]![i]!]!
    says[place![i]!] = parts[2]![i]!
  }
  return { names: { first, last, texts }, says }
}
