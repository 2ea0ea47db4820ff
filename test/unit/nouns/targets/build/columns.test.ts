import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { slowPaths } from '../../../../../shared/engines/identity/slow-paths.ts'
import { withDuck } from '../../../../../shared/lake/duck.ts'
import { nouns } from '../../../../../shared/nouns/nouns.ts'
import { identityColumns } from '../../../../../shared/nouns/people/identity-columns.ts'
import { deliveredColumns } from '../../../../../shared/nouns/targets/build/columns.ts'
import { deliverySql } from '../../../../../shared/nouns/targets/build/select.ts'
import type { TargetConfig } from '../../../../../shared/nouns/targets/contract.ts'

let scratch: string
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'moira-test-'))
})
afterAll(() => rm(scratch, { recursive: true, force: true }))

const payload = { persona_set_ids: ['a-1'], cohort_ids: ['b-2'], attributes: ['age'] }
const names = {
  resources: { 'a-1': 'Customers', 'b-2': 'VIP' },
  personas: { 'a-1': { p1: "Frank's own", p2: 'Lou' } },
}

/** The file of a target, read back, and the facts about its columns. */
async function deliver(config: Partial<TargetConfig>, explain = false) {
  const { sql, structure } = deliverySql({
    config: {
      name: 'Who is who',
      scope_id: 'scope',
      options: { type: 'hosted_csv' },
      representation: { mode: 'identified', aggregate: 'person' },
      ...config,
    },
    identity: identityColumns(['email', 'city', 'person_id']),
    payload: deliveredColumns(nouns, payload, names, explain),
    personas: [Object.entries(names.personas['a-1']).map(([id, name]) => ({ id, name }))],
    where: 'TRUE',
    salt: 'salt',
  })
  const rows = await withDuck({ memoryMb: 256, threads: 1, tmp: scratch }, async (db) => {
    db.define(slowPaths)
    await db.run(`CREATE TABLE predictions AS SELECT * FROM (VALUES
      (1, 'p1', 'p2', 0.12345, 'Age; Orders', true, 40), (2, 'p2', 'p1', 0.5, 'Age', false, 50), (3, NULL, NULL, NULL, NULL, false, NULL))
      AS rows(person_id, ps0_persona, ps0_runner_up, ps0_margin, ps0_decided, c0_member, a_age)`)
    await db.run(`CREATE TABLE people AS SELECT * FROM (VALUES
      (1, 'a@example.com', 'Bonn'), (2, 'b@example.com', 'Bonn'), (3, 'c@example.com', NULL)) AS rows(person_id, email, city)`)
    return db.rows<Record<string, unknown>>(sql)
  })
  expect(structure.map(({ output_col }) => output_col)).toEqual(Object.keys(rows[0]!))
  return { rows, structure }
}

test('a file has the columns that its scope tells, under ids or names', async () => {
  const { rows, structure } = await deliver({})
  expect(rows[0]).toEqual({
    email: 'a@example.com',
    city: 'Bonn',
    fdy_persona_set_a_1_persona_id: 'p1',
    fdy_persona_set_a_1_persona_name: "Frank's own",
    fdy_cohort_b_2_is_member: true,
    age: 40,
  })
  expect(structure[0]).toEqual({ scope_col: 'email', output_col: 'email', is_identity_col: true })
  const human = await deliver({ human_readable: true })
  expect(human.rows[1]).toMatchObject({
    fdy_persona_set_customers_persona_name: 'Lou',
    fdy_cohort_vip_is_member: false,
  })
  expect(human.structure[3]).toEqual({
    scope_col: 'fdy_persona_set_a_1_persona_name',
    output_col: 'fdy_persona_set_customers_persona_name',
  })
})

test('explained, it says what decided and how near the second was', async () => {
  const { rows } = await deliver({}, true)
  expect(rows[0]).toMatchObject({
    fdy_persona_set_a_1_decided_by: 'Age; Orders',
    fdy_persona_set_a_1_runner_up_name: 'Lou',
    fdy_persona_set_a_1_margin: 0.1235,
  })
  expect(rows[2]).toMatchObject({ fdy_persona_set_a_1_persona_name: null, fdy_persona_set_a_1_margin: null })
})

test('a structure of one’s own picks, orders and names', async () => {
  const custom_structure = [
    { scope_col: 'fdy_persona_set_customers_persona_name', output_col: 'persona' },
    { scope_col: 'email', output_col: 'mail' },
  ]
  const { rows, structure } = await deliver({ custom_structure })
  expect(rows[0]).toEqual({ persona: "Frank's own", mail: 'a@example.com' })
  expect(structure).toEqual([
    { scope_col: 'fdy_persona_set_a_1_persona_name', output_col: 'persona' },
    { scope_col: 'email', output_col: 'mail', is_identity_col: true },
  ])
  await expect(deliver({ custom_structure: [{ scope_col: 'emial', output_col: 'x' }] })).rejects.toThrow(
    'custom_structure: no column "emial"',
  )
})

test('an area that no dataset says, and no column at all, are told', async () => {
  const representation = { mode: 'aggregated', aggregate: 'postcode' } as const
  await expect(deliver({ representation })).rejects.toMatchObject({
    name: 'CustomerError',
    message: 'representation.aggregate: no dataset says the postcode of its people',
  })
  const config = {
    name: 'n',
    scope_id: 's',
    options: { type: 'hosted_csv' as const },
    representation: { mode: 'hashed' as const },
  }
  const nothing = { identity: identityColumns(['person_id']), payload: [], personas: [], where: 'TRUE', salt: '' }
  expect(() => deliverySql({ config, ...nothing })).toThrow('there is no column to deliver')
})

test('per area, people, personas and members are counted', async () => {
  const { rows, structure } = await deliver({ representation: { mode: 'aggregated', aggregate: 'city' } })
  expect(rows).toEqual([
    {
      city: 'Bonn',
      people: 2,
      fdy_persona_set_a_1_persona_id_p1_count: 1,
      fdy_persona_set_a_1_persona_id_p2_count: 1,
      fdy_cohort_b_2_is_member_count: 1,
    },
  ])
  expect(structure[2]).toEqual({
    scope_col: 'fdy_persona_set_a_1_persona_id',
    output_col: 'fdy_persona_set_a_1_persona_id_p1_count',
    aggregation: 'countif',
    aggregation_criteria: 'p1',
  })
})

test('areas have the columns that a structure of one’s own names, under its names', async () => {
  const representation = { mode: 'aggregated', aggregate: 'city' } as const
  const custom_structure = [
    { scope_col: 'people', output_col: 'n' },
    { scope_col: 'fdy_persona_set_customers_persona_name_lou_count', output_col: 'lous' },
    { scope_col: 'city', output_col: 'town' },
  ]
  const { rows, structure } = await deliver({ representation, custom_structure })
  expect(rows).toEqual([{ n: 2, lous: 1, town: 'Bonn' }])
  expect(structure[1]).toMatchObject({ scope_col: 'fdy_persona_set_a_1_persona_id', output_col: 'lous' })
  await expect(
    deliver({ representation, custom_structure: [{ scope_col: 'email', output_col: 'e' }] }),
  ).rejects.toThrow('custom_structure: no column "email"')
})

test('counts of personas have their names in the style of columns', async () => {
  const { rows } = await deliver({ representation: { mode: 'aggregated', aggregate: 'city' }, human_readable: true })
  expect(Object.keys(rows[0]!)).toEqual([
    'city',
    'people',
    'fdy_persona_set_customers_persona_name_frank_s_own_count',
    'fdy_persona_set_customers_persona_name_lou_count',
    'fdy_cohort_vip_is_member_count',
  ])
})

test('a file of hashes has no attribute, and none can be asked for', async () => {
  const representation = { mode: 'hashed' } as const
  const { rows } = await deliver({ representation })
  expect(Object.keys(rows[0]!)).toEqual([
    'email',
    'city',
    'fdy_persona_set_a_1_persona_id',
    'fdy_persona_set_a_1_persona_name',
    'fdy_cohort_b_2_is_member',
  ])
  expect(rows.map(({ email }) => email)).toContain(createHash('sha256').update('a@example.com').digest('hex'))
  await expect(
    deliver({ representation, custom_structure: [{ scope_col: 'age', output_col: 'age' }] }),
  ).rejects.toThrow('custom_structure: no column "age"')
})

test('an attribute that is called as an identity of the file is has a column of another name', async () => {
  const clash = { persona_set_ids: [], cohort_ids: [], attributes: ['city', 'age'] }
  const namesOf = (identity: string[], config: Partial<TargetConfig> = {}) =>
    deliverySql({
      config: {
        name: 'n',
        scope_id: 's',
        options: { type: 'hosted_csv' },
        representation: { mode: 'identified', aggregate: 'person' },
        ...config,
      },
      identity: identityColumns(identity),
      payload: deliveredColumns(nouns, clash, names, false),
      personas: [],
      where: 'TRUE',
      salt: '',
    }).structure.map(({ output_col }) => output_col)
  expect(namesOf(['email', 'city'])).toEqual(['email', 'city', 'fdy_attribute_city', 'age'])
  expect(namesOf(['email'])).toEqual(['email', 'city', 'age'])
  const custom_structure = ['fdy_attribute_city', 'city', 'fdy_attribute_age'].map((scope_col, i) => ({
    scope_col,
    output_col: `c${i}`,
  }))
  expect(namesOf(['email', 'city'], { custom_structure })).toEqual(['c0', 'c1', 'c2'])
})
