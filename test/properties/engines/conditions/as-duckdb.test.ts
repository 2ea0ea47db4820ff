import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { castToNumber, textOrder, upper } from '../../../../shared/engines/conditions/predicate/as-duckdb.ts'
import { patternTest } from '../../../../shared/engines/conditions/predicate/pattern.ts'

let instance: DuckDBInstance
let connection: DuckDBConnection
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  connection = await instance.connect()
  await connection.run('CREATE TABLE t (i INTEGER, a VARCHAR, b VARCHAR)')
})
afterAll(() => {
  connection.closeSync()
  instance.closeSync()
})

/** DuckDB's answers for pairs of texts, in their order. */
async function ask<Answer>(expression: string, pairs: readonly (readonly [string, string])[]): Promise<Answer[]> {
  await connection.run('DELETE FROM t')
  const appender = await connection.createAppender('t')
  pairs.forEach(([a, b], i) => {
    appender.appendInteger(i)
    appender.appendVarchar(a)
    appender.appendVarchar(b)
    appender.endRow()
  })
  appender.closeSync()
  const rows = await connection.runAndReadAll(`SELECT ${expression} FROM t ORDER BY i`)
  return rows.getRows().map(([answer]) => answer as Answer)
}

const oddLetters = fc.constantFrom(
  'a',
  'B',
  '\uffee',
  '\ud7ff',
  '\ue000',
  '\u{1d4b3}',
  '\u{10ffff}',
  'é',
  ' ',
  '\0',
  'ß',
)
const texts = fc.oneof(fc.string({ unit: oddLetters, maxLength: 4 }), fc.string({ unit: 'binary', maxLength: 4 }))
const sample = <T>(arbitrary: fc.Arbitrary<T>) => fc.sample(arbitrary, 3000)

describe('answers of the predicate are those of DuckDB', () => {
  it('which of two texts comes first', async () => {
    const pairs = sample(fc.tuple(texts, texts))
    const orders = await ask<number>('CASE WHEN a < b THEN -1 WHEN a = b THEN 0 ELSE 1 END', pairs)
    pairs.forEach(([a, b], i) => {
      expect({ a, b, order: Math.sign(textOrder(a, b)) }).toEqual({ a, b, order: orders[i] })
    })
  })

  it('which number a text writes', async () => {
    const pieces = fc.constantFrom(
      '0',
      '1',
      '9',
      '35',
      '_',
      '.',
      'e',
      'E',
      '-',
      '+',
      ' ',
      '\t',
      '\v',
      'inf',
      'Infinity',
      'nan',
    )
    const more = fc.constantFrom(',', '$', 'x', '\u00a0', '１', '1e400', '1e-400')
    const written = fc.array(fc.oneof({ arbitrary: pieces, weight: 9 }, { arbitrary: more, weight: 1 }), {
      maxLength: 5,
    })
    const values = sample(written).map((parts) => parts.join(''))
    const numbers = await ask<number | null>(
      'TRY_CAST(a AS DOUBLE)',
      values.map((value) => [value, '']),
    )
    values.forEach((value, i) => {
      const number = castToNumber(value) ?? null
      // Of zero and minus zero no comparison says which is which.
      expect({ value, number: number === 0 ? 0 : number }).toEqual({ value, number: numbers[i] === 0 ? 0 : numbers[i] })
    })
  })

  it('the capital of every letter that both know', async () => {
    const letters: [string, string][] = []
    for (let code = 1; code <= 0x1ffff; code++) {
      const letter = String.fromCodePoint(code)
      // Letters newer than the Unicode tables of DuckDB are none there.
      if (/\p{L}|\p{M}|\p{N}|\p{S}/u.test(letter) && !newerThanDuckDb.test(letter)) letters.push([letter, ''])
    }
    const capitals = await ask<string>('upper(a)', letters)
    const wrong = letters.flatMap(([letter], i) =>
      upper(letter) === capitals[i] ? [] : [`${letter} ${capitals[i]} ${upper(letter)}`],
    )
    expect(letters.length).toBeGreaterThan(50_000)
    expect(wrong).toEqual([])
  })

  const patterns = [
    ...[
      '^a',
      'a.b',
      '(?s)a.b',
      '(?i)é|B',
      '^$',
      '\\d',
      '[[:alpha:]]',
      '\\pL',
      '^.$',
      '^..$',
      '(?m)^b$',
      '\\Qa.b\\E',
      'b\\z',
    ],
    ...[
      '\\ba',
      'a\\B',
      'a{0,2}b',
      '(?i)SS|ß',
      '(?i)ſ|k',
      '[^a-z]',
      '\\s',
      '\\w',
      '(?P<n>a)|b',
      '\\x{1D4B3}',
      '\\p{Greek}',
    ],
    ...[
      '(?U)a+',
      'a*?b',
      '[\\d-]',
      '[a\\]]',
      '(?-s:.)',
      '\\PN',
      '[[:^digit:]]',
      '(?i)[a-f]',
      '\\t',
      '\\a',
      '\\Aa',
      '(a|b)*$',
    ],
  ]
  it.each(patterns)('whether %s matches', async (pattern) => {
    const letters = fc.constantFrom(
      'a',
      'b',
      'B',
      '.',
      '\n',
      'é',
      'É',
      'ß',
      'S',
      's',
      'ſ',
      'K',
      '1',
      ' ',
      '\t',
      '𝒳',
      'α',
      '-',
      ']',
    )
    const values = fc.sample(fc.string({ unit: letters, maxLength: 4 }), 500)
    const found = await ask<boolean>(
      `regexp_matches(a, '${pattern}')`,
      values.map((value) => [value, '']),
    )
    const matches = patternTest(pattern)
    expect(values.map((value) => [value, matches(value)])).toEqual(values.map((value, i) => [value, found[i]]))
  })
})

const newerThanDuckDb =
  /[\u1c89\u1c8a\ua7cb-\ua7cd\ua7ce-\ua7d5\ua7da-\ua7dc\u0264\u019b]|[\u{10d50}-\u{10d85}\u{16ea0}-\u{16ed3}]/u

describe('patterns that are not RE2 are refused before any text is read', () => {
  it.each(['(a', 'a(?=b)', '(a)\\1', '*a', 'a)', 'a\\', 'a**', '\\C'])('%s', (pattern) => {
    expect(() => patternTest(pattern)).toThrow(/^_matches takes a regular expression in RE2 syntax: ./)
  })
})
