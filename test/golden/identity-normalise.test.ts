import { readFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, test } from 'vitest'
import * as ts from '../../shared/engines/identity/normalize.ts'
import * as sql from '../../shared/engines/identity/normalize-sql.ts'
import { slowPaths } from '../../shared/engines/identity/slow-paths.ts'
import { defineFunctions } from '../../shared/lake/duck-functions.ts'

// Lines of `rule | as written | canonical`; an empty last cell: no identifier. The file is meant to be read.
const lines = readFileSync(new URL('./identity/normalise.txt', import.meta.url), 'utf8').split('\n')
const cases = lines.filter(Boolean).map((line) => line.split('|').map((cell) => cell.trim()))

const fullName = sql.splitFullNameSql('v')
const part = (place: number) => `split_part(v, ';', ${place})`
/** Each rule twice: for a column of DuckDB, and for one value. */
const rules: Record<string, { many: string; one: (value: string) => string | null }> = {
  email: { many: sql.canonicalEmailSql('v'), one: ts.canonicalEmail },
  email_hash: { many: sql.canonicalEmailHashSql('v'), one: ts.canonicalEmailHash },
  hash_of_email: { many: sql.emailHashOfEmailSql('v'), one: ts.emailHashOfEmail },
  phone: { many: sql.canonicalPhoneSql('v'), one: ts.canonicalPhone },
  external: { many: sql.canonicalExternalSql('v'), one: ts.canonicalExternal },
  name: { many: sql.canonicalNameSql('v'), one: ts.canonicalName },
  further_emails: {
    many: `replace(${sql.further.email.lines('v')}, chr(10), ' ; ')`,
    one: (value) => ts.canonicalEmails(value).slice(1).join(' ; ') || null,
  },
  further_phones: {
    many: `replace(${sql.further.phone.lines('v')}, chr(10), ' ; ')`,
    one: (value) => ts.canonicalPhones(value).slice(1).join(' ; ') || null,
  },
  phone_in: {
    many: sql.canonicalPhoneSql(part(1), part(2)),
    one: (value) => ts.canonicalPhone(...(value.split(';') as [string, string])),
  },
  postcode_in: {
    many: sql.canonicalPostcodeSql(part(1), part(2), part(3)),
    one: (value) => ts.canonicalPostcode(...(value.split(';') as [string, string, string])),
  },
  street: { many: sql.canonicalStreetSql('v'), one: ts.canonicalStreet },
  address_line: {
    many: `replace(${sql.addressLineSql('v')}, chr(10), ' ; ')`,
    one: (value) => {
      const { street, city, state, postcode } = ts.addressLine(value)
      return [street, city, state, postcode].map((one) => one ?? '').join(' ; ')
    },
  },
  written: { many: sql.writtenTextSql('v'), one: ts.undressedText },
  written_phone: { many: sql.writtenPhoneSql('v'), one: ts.writtenPhone },
  written_postcode: { many: sql.writtenPostcodeSql('v'), one: ts.writtenPostcode },
  written_email: { many: sql.writtenEmailSql('v', sql.canonicalEmailSql('v')), one: ts.writtenEmail },
  postcode: { many: sql.canonicalPostcodeSql('v'), one: ts.canonicalPostcode },
  generation: { many: sql.generationSql('v'), one: ts.generationOf },
  person_name: { many: sql.canonicalPersonNameSql('v'), one: ts.canonicalPersonName },
  full_name: {
    many: `trim('first: ' || ${fullName.first} || '; last: ' || coalesce(${fullName.last}, ''))`,
    one: (value) => {
      const { first, last } = ts.splitFullName(value)
      return first === null ? null : `first: ${first}; last: ${last ?? ''}`.trim()
    },
  },
  name_address: {
    many: `replace(${sql.canonicalNameAddressSql({
      first: part(1),
      last: part(2),
      street: part(3),
      city: part(4),
      state: part(5),
      postcode: part(6),
    })}, '|', ' ; ')`,
    one: (value) => {
      const [first, last, street, city, state, postcode] = [...value.split(';'), '', '', '', '', '']
      return ts.canonicalNameAddress({ first, last, street, city, state, postcode })?.replaceAll('|', ' ; ') ?? null
    },
  },
}

const connection = await (await DuckDBInstance.create(':memory:')).connect()
defineFunctions(connection, slowPaths)

describe('canonical values in SQL', () => {
  test.each(cases)('%s: %s → %s', async (rule, value, canonical) => {
    const result = await connection.runAndReadAll(`SELECT ${rules[rule!]!.many} FROM (SELECT $1 AS v)`, [value!])
    expect(result.getRows()[0]![0]).toBe(canonical || null)
  })
})

describe('canonical values in TypeScript', () => {
  test.each(cases)('%s: %s → %s', (rule, value, canonical) => {
    expect(rules[rule!]!.one(value!)).toBe(canonical || null)
  })
})
