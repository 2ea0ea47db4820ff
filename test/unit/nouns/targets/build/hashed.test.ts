import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { slowPaths } from '../../../../../shared/engines/identity/slow-paths.ts'
import { withDuck } from '../../../../../shared/lake/duck.ts'
import { hashedSql } from '../../../../../shared/nouns/targets/build/hashed.ts'

let scratch: string
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'moira-test-'))
})
afterAll(() => rm(scratch, { recursive: true, force: true }))

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** The hashes of values of one column. */
async function hashesOf(machine_name: string, values: readonly string[]): Promise<(string | null)[]> {
  const sql = hashedSql({ machine_name, human_name: machine_name, expression: 'value', kind: 'identity' })
  const listed = values.map((_, i) => `(${i}, $${i + 1})`).join(', ')
  return withDuck({ memoryMb: 256, threads: 1, tmp: scratch }, async (db) => {
    db.define(slowPaths)
    const rows = await db.rows<{ hash: string | null }>(
      `SELECT ${sql} AS hash FROM (VALUES ${listed}) AS given(i, value) ORDER BY i`,
      [...values],
    )
    return rows.map(({ hash }) => hash)
  })
}

test.each<[string, string, string | undefined]>([
  ['phone', '(802) 555-0100', '+18025550100'],
  ['phone', '802.555.0100', '+18025550100'],
  ['phone', '8025550100', '+18025550100'],
  ['phone', '1 802 555 0100', '+18025550100'],
  ['phone', '+18025550100', '+18025550100'],
  ['phone', '+49 30 901820', '+4930901820'],
  ['phone', 'ask for it', undefined],
  ['email', 'Ann.Lee+news@Example.com', 'ann.lee@example.com'],
  ['email', ' ann.lee@example.com ', 'ann.lee@example.com'],
  ['email', 'none', undefined],
  ['person_first_name', '  Mary   Ann ', 'mary ann'],
  ['person_first_name', 'JOSÉ', 'josé'],
  ['person_first_name', 'Jose\u0301', 'josé'],
  ['person_last_name', 'St. John', 'st john'],
  ['person_last_name', ' ', undefined],
  ['house_number_and_street', '12 Main St.,  Apt 4', '12 main st apt 4'],
  ['city', 'SAN JOSE', 'san jose'],
  ['state', 'Vermont', 'vt'],
  ['state', 'VT', 'vt'],
  ['postcode', '05401-1234', '05401'],
  ['postcode', '5401', '05401'],
  ['loyalty_card', ' AB-17 ', 'AB-17'],
])('%s %j is hashed as %j', async (kind, value, plain) => {
  expect(await hashesOf(kind, [value])).toEqual([plain === undefined ? null : sha256(plain)])
})

test('a hash of an e-mail is not hashed again', async () => {
  const hash = sha256('ann@example.com')
  expect(await hashesOf('email_hash', [hash.toUpperCase(), 'no hash'])).toEqual([hash, null])
})

test('however a phone number is written, it has one hash', async () => {
  const digits = fc.tuple(
    fc.integer({ min: 200, max: 989 }),
    fc.integer({ min: 200, max: 989 }),
    fc.integer({ min: 1000, max: 9998 }),
  )
  const between = fc.constantFrom('', ' ', '-', '.', ' - ')
  const sampled = fc.sample(fc.tuple(digits, between, between, fc.constantFrom('', '1', '+1', '1-', '+1 ')), {
    numRuns: 300,
    seed: 7,
  })
  const plain = sampled.map(([[area, exchange, line]]) => `+1${area}${exchange}${line}`)
  const written = sampled.map(
    ([[area, exchange, line], one, other, country]) => `${country}${area}${one}${exchange}${other}${line}`,
  )
  expect(await hashesOf('phone', written)).toEqual(await hashesOf('phone', plain))
})
