import { readFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import * as normalize from '../../shared/engines/identity/normalize-sql.ts'

// Lines of `rule | as written | canonical`; an empty last cell: no identifier. The file is meant to be read.
const lines = readFileSync(new URL('./identity/normalise.txt', import.meta.url), 'utf8').split('\n')
const cases = lines.filter(Boolean).map((line) => line.split('|').map((cell) => cell.trim()))

const fullName = normalize.splitFullNameSql('v')
const part = (place: number) => `split_part(v, ';', ${place})`
const rules: Record<string, string> = {
  email: normalize.canonicalEmailSql('v'),
  email_hash: normalize.canonicalEmailHashSql('v'),
  hash_of_email: normalize.emailHashOfEmailSql('v'),
  phone: normalize.canonicalPhoneSql('v'),
  external: normalize.canonicalExternalSql('v'),
  name: normalize.canonicalNameSql('v'),
  postcode: normalize.canonicalPostcodeSql('v'),
  full_name: `trim('first: ' || ${fullName.first} || '; last: ' || coalesce(${fullName.last}, ''))`,
  name_address: `replace(${normalize.canonicalNameAddressSql({
    first: part(1),
    last: part(2),
    street: part(3),
    city: part(4),
    state: part(5),
    postcode: part(6),
  })}, '|', ' ; ')`,
}

const connection = await (await DuckDBInstance.create(':memory:')).connect()

test.each(cases)('%s: %s → %s', async (rule, value, canonical) => {
  const result = await connection.runAndReadAll(`SELECT ${rules[rule!]!} FROM (SELECT $1 AS v)`, [value!])
  expect(result.getRows()[0]![0]).toBe(canonical || null)
})
