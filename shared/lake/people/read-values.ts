import { EqualValues } from '../../identity/equal-values.ts'
import { identifierKeyNumberSql } from '../../identity/key.ts'
import { rangeOfSql } from '../../identity/key-ranges.ts'
import type { WrittenNames } from '../../identity/log.ts'
import { canonicalNameSql, emailHashOfEmailSql } from '../../identity/normalize-sql.ts'
import type { Duck } from '../duck.ts'
import type { Column } from '../duck-columns.ts'
import { quoteName } from '../quote.ts'
import { type OpenedDataset, valueCount, writtenColumns } from './dataset-rows.ts'

/**
 * All values of the account, by their places in the view `written`. Where hashed addresses exist, a clear address is known
 * by its hash too, so that the two can meet: a value of its own, `count` places further on.
 */
export interface Values {
  count: number
  /** Kinds of identifiers; `kindOf` counts in them. */
  kinds: string[]
  hashed: boolean
  equal: Uint32Array
  kindOf: Uint8Array
  /** Four words a value, where all of them are held at once; until `keysOf` has used them. */
  keys?: Uint32Array | undefined
  names: Omit<WrittenNames, 'value'>
  /** What of a name and address a value says: FIRST, LAST, ADDRESS, STATE. */
  says: Uint8Array
}

export const FIRST = 1
export const LAST = 2
/** More than a state. */
export const ADDRESS = 4
export const STATE = 8

/** Normalised texts become numbers here: from now on equal values are equal numbers. */
export async function readValues(
  db: Duck,
  datasets: OpenedDataset[],
  rangesFor: (values: number) => number = () => 1,
): Promise<Values> {
  const count = valueCount(datasets)
  const kinds = writtenColumns(datasets, 'k')
  const hashed = kinds.includes('email_hash') && kinds.includes('email')
  const ranges = rangesFor(count)
  const equals = new EqualValues(hashed ? 2 * count : count)
  const sources = kinds.map((kind) => keysSql(kind, hashed, count))
  const keys = ranges === 1 ? new Uint32Array(4 * equals.equal.length) : undefined
  if (ranges > 1) {
    const all = sources.map((sql, kind) => `SELECT ${kind} AS kind, * FROM (${sql})`)
    await db.run(`CREATE TABLE keyed AS SELECT *, ${rangeOfSql('"key"', ranges)} AS key_range
      FROM (${all.join(' UNION ALL ')})`)
  }
  for (const [kind, sql] of sources.entries()) {
    for (let range = 0; range < ranges; range++) {
      const source = ranges > 1 ? `SELECT place, "key" FROM keyed WHERE kind = ${kind} AND key_range = ${range}` : sql
      const { columns } = await db.columns(source)
      const places = unsigned(columns.place!.values)
      const read = unsigned(columns.key!.values)
      equals.add(kind, places, read)
      if (keys) for (let i = 0; i < places.length; i++) copyKey(read, i, keys, places[i]!)
    }
  }
  if (ranges > 1) await db.run('DROP TABLE keyed')
  return {
    count,
    kinds,
    hashed,
    keys,
    equal: equals.equal,
    kindOf: equals.kindOf,
    ...(await readNames(db, datasets, count)),
  }
}

/** `place` and `key` of every value of a kind. */
function keysSql(kind: string, hashed: boolean, count: number): string {
  const of = (text: string, place: string, there: string) =>
    `SELECT ${place} AS place, ${identifierKeyNumberSql(kind, text)} AS "key" FROM written WHERE ${there} IS NOT NULL`
  const own = of(quoteName(`k_${kind}`), 'place', quoteName(`k_${kind}`))
  const derived = of(`(${emailHashOfEmailSql('k_email')})`, `(place + ${count})`, 'k_email')
  return kind === 'email_hash' && hashed ? `${own} UNION ALL ${derived}` : own
}

/**
 * The key of the value that each person's id is made of: four words a person.
 *
 * @param canonical per person a value
 */
export async function keysOf(db: Duck, values: Values, canonical: Uint32Array): Promise<Uint32Array> {
  const keys = new Uint32Array(4 * canonical.length)
  if (values.keys) {
    for (let person = 0; person < canonical.length; person++) copyKey(values.keys, canonical[person]!, keys, person)
    values.keys = undefined
  } else await computeKeys(db, values, canonical, keys)
  return keys
}

/** Computes them once more, where there were too many to hold. */
async function computeKeys(
  db: Duck,
  { kinds, hashed, count }: Values,
  canonical: Uint32Array,
  keys: Uint32Array,
): Promise<void> {
  await db.load('founding', {
    person: { type: 'INTEGER', values: Int32Array.from(canonical.keys()) },
    place: { type: 'INTEGER', values: new Int32Array(canonical.buffer, canonical.byteOffset, canonical.length) },
  })
  const own = kinds.map((kind) => identifierKeyNumberSql(kind, quoteName(`k_${kind}`)))
  const selects = [`SELECT person, coalesce(${own.join(', ')}) AS "key" FROM founding JOIN written USING (place)`]
  if (hashed) {
    const hash = identifierKeyNumberSql('email_hash', `(${emailHashOfEmailSql('k_email')})`)
    selects.push(`SELECT person, ${hash} AS "key" FROM founding f JOIN written w ON f.place = w.place + ${count}`)
  }
  const { columns, rowCount } = await db.columns(selects.join(' UNION ALL '), { expected: canonical.length })
  if (rowCount !== canonical.length) throw new Error(`${canonical.length} people, ${rowCount} keys`)
  const person = columns.person!.values as Int32Array
  const read = unsigned(columns.key!.values)
  for (let i = 0; i < rowCount; i++) copyKey(read, i, keys, person[i]!)
  await db.run('DROP TABLE founding')
}

function copyKey(from: Uint32Array, one: number, to: Uint32Array, other: number): void {
  for (let word = 0; word < 4; word++) to[4 * other + word] = from[4 * one + word]!
}

/** Names, each distinct one made canonical once, however many values bear it. */
async function readNames(db: Duck, datasets: OpenedDataset[], count: number): Promise<Pick<Values, 'names' | 'says'>> {
  const there = writtenColumns(datasets, 'i')
  const column = (name: string) => (there.includes(name) ? `i_${name}` : 'NULL::VARCHAR')
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

function unsigned(values: Column['values']): Uint32Array {
  const { buffer, byteOffset, byteLength } = values as Uint8Array
  return new Uint32Array(buffer, byteOffset, byteLength / 4)
}
