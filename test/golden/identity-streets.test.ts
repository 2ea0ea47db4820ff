import { readFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { canonicalStreet } from '../../shared/engines/identity/normalize.ts'
import { canonicalStreetSql } from '../../shared/engines/identity/normalize-sql.ts'
import { slowPaths } from '../../shared/engines/identity/slow-paths.ts'
import { defineFunctions } from '../../shared/lake/duck-functions.ts'

// A line is one address in the spellings that people use; different lines are different addresses.
const lines = readFileSync(new URL('./identity/streets.txt', import.meta.url), 'utf8').split('\n')
const groups = lines.filter(Boolean).map((line) => line.split(' | '))

test.each(groups)('one address: %s', (...spellings) => {
  const told = spellings.map((spelling) => ({ spelling, as: canonicalStreet(spelling) }))
  expect(told).toEqual(spellings.map((spelling) => ({ spelling, as: canonicalStreet(spellings[0]) })))
  expect(told[0]!.as).not.toBeNull()
})

test('different addresses stay different', () => {
  const first = groups.map(([spelling]) => canonicalStreet(spelling))
  expect(first.filter((one, i) => first.indexOf(one) < i)).toEqual([])
})

test('DuckDB says the same of each', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  defineFunctions(connection, slowPaths)
  for (const spelling of groups.flat()) {
    const result = await connection.runAndReadAll(`SELECT ${canonicalStreetSql('v')} FROM (SELECT $1 AS v)`, [spelling])
    expect({ spelling, as: result.getRows()[0]![0] }).toEqual({ spelling, as: canonicalStreet(spelling) })
  }
})
