import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withDuck } from '../../../../shared/lake/duck.ts'
import type { DatasetConfig } from '../../../../shared/lake/ingest/dataset-config.ts'
import { identifiersSql, peopleSql } from '../../../../shared/lake/people/people-sql.ts'
import { resolvedPeople, type Sample } from '../../../support/resolved-people.ts'

// Files of which it is known who is who, read as they are uploaded.

const labelled = (name: string) =>
  readFileSync(new URL(`../../../golden/identity/labelled/${name}`, import.meta.url), 'utf8')
const dataset = (set: DatasetConfig['identity_sets'][string], more: Partial<DatasetConfig> = {}): DatasetConfig => ({
  options: { type: 'hosted_csv', upload_directory: 'd' },
  identity_sets: { p: set },
  ...more,
})
const named = { person_first_name: 'first', person_last_name: 'last' }
const placed = { house_number_and_street: ['street'], city: 'city', state: 'state', postcode: 'zip' }

async function peopleOf(sample: Sample, partitions = 1) {
  const folder = mkdtempSync(join(tmpdir(), 'moira-labelled-'))
  try {
    return await withDuck({ memoryMb: 512, threads: 1, tmp: folder }, async (db) => {
      const { datasets, range } = await resolvedPeople(db, folder, { sample, partitions })
      return {
        people: await db.rows<Record<string, unknown>>(`FROM (${peopleSql(datasets, range)}) ORDER BY ALL`),
        identifiers: await db.rows<{ kind: string; value: string }>(identifiersSql(datasets, range)),
      }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test.each([1, 3])('an account number with seven addresses is one person, decided in %s parts', async (partitions) => {
  const config = dataset({ ...named, ...placed, external_ids: { account: 'account' } })
  const files = [labelled('six-addresses/people.csv')]
  const { people, identifiers } = await peopleOf({ d: { config, files } }, partitions)
  expect(people.length).toBe(1)
  expect(identifiers.filter(({ kind }) => kind === 'name_address').length).toBe(7)
})

test.each(['card', 'store_card'])('a card with seven telephones is one person, be its kind called %s', async (kind) => {
  const config = dataset({ ...named, phone: 'phone', external_ids: { [kind]: 'card' } })
  const { people } = await peopleOf({ d: { config, files: [labelled('six-addresses/phones.csv')] } })
  expect(people.length).toBe(1)
})

test('an id is told in one spelling, whichever file spoke last', async () => {
  const config = (trait: string) =>
    dataset({ user_id: 'customer' }, { output_to_traits: { [trait]: { column_name: trait } } })
  const { people } = await peopleOf({
    o: { config: config('crm'), files: [labelled('id-spelling/a.csv')] },
    q: { config: config('crm2'), files: [labelled('id-spelling/b.csv')] },
  })
  expect(people.map(({ user_id }) => user_id).sort()).toEqual(['17850', '17851'])
})

test('an id that points at nobody is told as it was written', async () => {
  const config = dataset({ user_id: 'id', email: 'email' })
  const { people } = await peopleOf({ d: { config, files: ['id,email\nguest,a@x.example\n7.0,b@x.example\n'] } })
  expect(people.map(({ user_id }) => user_id).sort()).toEqual(['7', 'guest'])
})

test('a father and his son at one street are two people, however their names are written', async () => {
  const config = dataset({ person_full_name: 'name', house_number_and_street: ['street'], postcode: 'zip' })
  const count = async (...names: string[]) => {
    const rows = names.map((name) => `"${name}",12 Oak St,02139\n`)
    return (await peopleOf({ d: { config, files: [`name,street,zip\n${rows.join('')}`] } })).people.length
  }
  expect(await count('John Lee Sr.', 'John Lee Jr.')).toBe(2)
  expect(await count('Lee, John Sr', 'Lee Jr., John', 'John Lee III', 'John Lee, Sr.')).toBe(3)
  expect(await count('John Lee', 'John Lee Jr.')).toBe(1)
  expect(await count('John Ray Lee Senior', 'John Ray Lee Junior')).toBe(2)
})

test('external ids rank as the configuration names them: the first of them gives people their ids', async () => {
  const idBy = async (...kinds: string[]) => {
    const external_ids = Object.fromEntries(kinds.map((kind) => [kind, kind]))
    const config = dataset({ email: 'email', external_ids })
    return (await peopleOf({ d: { config, files: ['zeta,alpha,email\n1,2,a@x.example\n'] } })).people[0]!.person_id
  }
  expect(await idBy('zeta', 'alpha')).toEqual(await idBy('zeta'))
  expect(await idBy('alpha', 'zeta')).toEqual(await idBy('alpha'))
})

test('an id of nameless records at six postal addresses is a shop’s', async () => {
  const config = dataset({ user_id: 'id', email: 'email', ...placed })
  const rows = Array.from(
    { length: 6 },
    (_, i) => `WALKIN,${i < 4 ? `p${i}@x.example` : ''},${i} Oak St,Salem,MA,01970`,
  )
  const files = [`id,email,street,city,state,zip\n${rows.join('\n')}\n`]
  expect((await peopleOf({ d: { config, files } })).people.length).toBe(4)
})
