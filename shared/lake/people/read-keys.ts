import { EqualValues } from '../../engines/identity/equal-values.ts'
import { identifierKeySql } from '../../engines/identity/key.ts'
import { emailHashOfEmailSql } from '../../engines/identity/normalize-sql.ts'
import { quoteName } from '../../engines/sql/quote.ts'
import { inValues } from '../columns.ts'
import type { Duck } from '../duck.ts'
import type { Column } from '../duck-columns.ts'
import { type OpenedDataset, valueCount, writtenColumns } from './dataset-rows.ts'

/**
 * All values of the datasets, by their indices in the view `written`, and which of them are equal. Where hashed
 * addresses exist, a clear address is known by its hash too, so that the two can meet: the hash is another value,
 * `count` indices further on.
 */
export interface Keys {
  count: number
  /** Kinds of identifiers; `kindOf` counts in them. */
  kinds: string[]
  hashed: boolean
  equal: Uint32Array
  kindOf: Uint8Array
  /** The keys: four words a value; of any content where `equal` is NONE. */
  words: Uint32Array
}

/** Normalised texts become numbers here: from now on equal values are equal numbers. */
export async function readKeys(db: Duck, datasets: OpenedDataset[]): Promise<Keys> {
  const count = valueCount(datasets)
  const kinds = writtenColumns(datasets, inValues.canonical)
  const hashed = kinds.includes('email_hash') && kinds.includes('email')
  const equals = new EqualValues(hashed ? 2 * count : count)
  const words = new Uint32Array(4 * equals.equal.length)
  for (const [number, kind] of kinds.entries()) {
    const { columns } = await db.columns(keysSql(kind, hashed, count))
    const indices = unsigned(columns.index!.values)
    const read = unsigned(columns.key!.values)
    equals.add(number, indices, read)
    for (let i = 0; i < indices.length; i++) copyKey(read, i, words, indices[i]!)
  }
  return { count, kinds, hashed, words, equal: equals.equal, kindOf: equals.kindOf }
}

/** `index` and `key` of every value of a kind. */
function keysSql(kind: string, hashed: boolean, count: number): string {
  const of = (text: string, index: string, there: string) =>
    `SELECT ${index} AS index, ${identifierKeySql(kind, text)} AS "key" FROM written WHERE ${there} IS NOT NULL`
  const column = quoteName(inValues.canonical.of(kind))
  const email = inValues.canonical.of('email')
  const own = of(column, 'index', column)
  const derived = of(`(${emailHashOfEmailSql(email)})`, `(index + ${count})`, email)
  return kind === 'email_hash' && hashed ? `${own} UNION ALL ${derived}` : own
}

/**
 * The key of the value that each person's id is made of: four words a person.
 *
 * @param canonical per person a value
 */
export function keysOf({ words }: Pick<Keys, 'words'>, canonical: Uint32Array): Uint32Array {
  const keys = new Uint32Array(4 * canonical.length)
  for (let person = 0; person < canonical.length; person++) copyKey(words, canonical[person]!, keys, person)
  return keys
}

function copyKey(from: Uint32Array, one: number, to: Uint32Array, other: number): void {
  for (let word = 0; word < 4; word++) to[4 * other + word] = from[4 * one + word]!
}

function unsigned(values: Column['values']): Uint32Array {
  const { buffer, byteOffset, byteLength } = values as Uint8Array
  return new Uint32Array(buffer, byteOffset, byteLength / 4)
}
