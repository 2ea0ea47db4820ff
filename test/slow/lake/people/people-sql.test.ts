import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type Duck, withDuck } from '../../../../shared/lake/duck.ts'
import type { Dimension } from '../../../../shared/lake/features/dimension.ts'
import { readFeatures } from '../../../../shared/lake/features/read-features.ts'
import type { DatasetConfig } from '../../../../shared/lake/ingest/dataset-config.ts'
import type { DatasetColumns } from '../../../../shared/lake/people/dataset-rows.ts'
import { duckMemoryMb, partitionCount, recordsHeld, recordsOf } from '../../../../shared/lake/people/key-memory.ts'
import type { PeopleRange } from '../../../../shared/lake/people/open-side-files.ts'
import { identifiersSql, peopleSql, streamSql, traitsSql } from '../../../../shared/lake/people/people-sql.ts'
import { resolvedPeople, type Sample } from '../../../support/resolved-people.ts'

const folder = mkdtempSync(join(tmpdir(), 'moira-people-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const orders: DatasetConfig = {
  options: { type: 'hosted_csv', upload_directory: 'orders' },
  identity_sets: { billing: { email: 'bill_to' }, shipping: { email: 'ship_to' } },
  output_to_streams: { orders: { data_map: { datetime: { column_name: 'at' }, value: { column_name: 'paid' } } } },
}
const crm: DatasetConfig = {
  options: { type: 'hosted_csv', upload_directory: 'crm' },
  identity_sets: { customer: { email: 'email' } },
  incremental_column: 'seen',
  output_to_traits: { size: { column_name: 'size' }, tier: { column_name: 'tier' } },
}

const files = {
  orders: [
    'bill_to,ship_to,paid,at\nann@a.example,bob@b.example,10.10,2024-01-02\n,cid@c.example,5.05,2024-01-03\nann@a.example,,0.01,2024-01-01\n',
  ],
  // The same column holds numbers in one file and texts in the other: both must arrive.
  crm: [
    'email,size,tier,seen\nann@a.example,42,gold,2024-01-01\ndee@d.example,44,,2024-01-01\n',
    'email,size,tier,seen\nann@a.example,XL,,2024-02-01\n',
  ],
}

const shop: Sample = { orders: { config: orders, files: files.orders }, crm: { config: crm, files: files.crm } }

const resolved = (db: Duck, options: Partial<Parameters<typeof resolvedPeople>[2]> = {}) =>
  resolvedPeople(db, folder, { sample: shop, ...options })
const opened = <T>(work: (db: Duck) => Promise<T>) => withDuck({ memoryMb: 512, threads: 2, tmp: folder }, work)

describe.each([
  ['decided by one function', 1],
  ['decided in partitions', 3],
])('%s', (_, partitions) => {
  test('a row of two identity sets makes both people; its events belong to the first that is sufficient', () =>
    opened(async (db) => {
      const { datasets, range } = await resolved(db, { partitions })
      const people = await db.rows<{ email: string }>(
        `SELECT email FROM (${peopleSql(datasets, range)}) ORDER BY email`,
      )
      expect(people.map(({ email }) => email)).toEqual([
        'ann@a.example',
        'bob@b.example',
        'cid@c.example',
        'dee@d.example',
      ])
      const events = await db.rows(
        `SELECT p.email, sum(e.value)::VARCHAR AS value, count(*) AS n FROM (${streamSql(datasets, 'orders', range)}) e
       JOIN (${peopleSql(datasets, range)}) p USING (person_id) GROUP BY email ORDER BY email`,
      )
      expect(events).toEqual([
        { email: 'ann@a.example', value: '10.1100', n: 2 },
        { email: 'cid@c.example', value: '5.0500', n: 1 },
      ])
    }))

  test('the last known value of a trait wins, whatever the types of its files', () =>
    opened(async (db) => {
      const { datasets, range } = await resolved(db, { partitions })
      await db.run(`CREATE TABLE people AS ${peopleSql(datasets, range)}`)
      const traits = await db.rows(
        `SELECT email, size, tier FROM (${traitsSql(datasets, range)}) JOIN people USING (person_id) ORDER BY email`,
      )
      expect(traits).toEqual([
        { email: 'ann@a.example', size: 'XL', tier: 'gold' },
        { email: 'bob@b.example', size: null, tier: null },
        { email: 'cid@c.example', size: null, tier: null },
        { email: 'dee@d.example', size: expect.stringMatching(/^44/), tier: null },
      ])
    }))

  test('names that the statements use themselves are names like others', () =>
    opened(async (db) => {
      const named = ['index', 'position', 'owner', 'file', 'record_time', 'r', 'o', 'p', 't', 'd0', 'd1', 'people']
      const mapped = Object.fromEntries(named.map((name) => [name, { column_name: `${name} is` }]))
      const row = (email: string, at: string, n: string) => `${email},${at},${named.map((name) => name + n).join(',')}`
      const config: DatasetConfig = {
        options: { type: 'hosted_csv', upload_directory: 'visits' },
        identity_sets: { customer: { email: 'email' } },
        output_to_streams: { visits: { data_map: { datetime: { column_name: 'at' }, ...mapped } } },
        output_to_traits: mapped,
      }
      const text = [
        `email,at,${named.map((name) => `${name} is`).join(',')}`,
        row('ann@a.example', '2024-01-02', 'Z'),
        row('ann@a.example', '2024-01-03', 'B'),
        row('ann@a.example', '2024-01-02', 'A'),
        row('ann@a.example', '2024-01-01', 'Y'),
      ]
      const { datasets, range } = await resolved(db, {
        partitions,
        sample: { visits: { config, files: [`${text.join('\n')}\n`] } },
      })
      await db.run(`CREATE TABLE people AS ${peopleSql(datasets, range)};
      CREATE TABLE traits AS ${traitsSql(datasets, range)};
      CREATE TABLE visits AS ${streamSql(datasets, 'visits', range)}`)
      const all = (n: string) => Object.fromEntries(named.map((name) => [name, name + n]))
      expect(await db.rows('SELECT * EXCLUDE (person_id) FROM traits')).toEqual([all('B')])
      // One moment: in the order of the file, not of any property.
      const events = await db.rows('SELECT * EXCLUDE (person_id, datetime) FROM visits')
      expect(events).toEqual(['Y', 'Z', 'A', 'B'].map(all))

      const described = [
        { name: 'visits', literate: 'visits', kind: 'number', source: 'stream', stream: 'visits', measure: 'count' },
        ...['d0', 'd1', 't', 'index'].map((name) => ({
          ...{ name, literate: name, kind: 'category', source: 'trait', trait: name },
          labels: [`${name}A`, `${name}B`],
        })),
        ...['d0', 'd1', 'index'].map((property) => ({
          ...{ name: `${property}s`, literate: property, kind: 'number', source: 'stream', stream: 'visits' },
          ...{ measure: 'distinct', property },
        })),
      ] as Dimension[]
      const relations = { members: 'people', traits: 'traits', stream: (name: string) => name }
      const { table } = await readFeatures(db, described, relations, Date.parse('2025-01-01'))
      const told = table.columns.map((column) => [...(column.kind === 'category' ? column.codes : column.values)])
      expect(told).toEqual([[4], [1], [1], [1], [1], [4], [4], [4]])
    }))

  test('an address is of one record, the last that says more than a state, never a mixture', () =>
    opened(async (db) => {
      const config: DatasetConfig = {
        options: { type: 'hosted_csv', upload_directory: 'movers' },
        identity_sets: {
          customer: {
            ...{ email: 'email', phone: 'phone', house_number_and_street: ['street'] },
            ...{ city: 'city', state: 'state', postcode: 'zip' },
          },
        },
        incremental_column: 'seen',
      }
      // A newsletter knows no more than the state, in a dataset without the other columns.
      const newsletter: DatasetConfig = {
        options: { type: 'hosted_csv', upload_directory: 'newsletter' },
        identity_sets: { reader: { email: 'email', state: 'state' } },
        incremental_column: 'seen',
      }
      const text = `email,phone,street,city,state,zip,seen
ann@a.example,+442079460000,12 Oak St,Burlington,VT,,2023-01-01
ann@a.example,,5 High St,London,,SW1A 1AA,2024-01-01
bob@b.example,,12 Oak St,Burlington,VT,,2023-01-01
bob@b.example,,,,NY,,2024-01-01
cid@c.example,,,Lyon,,,2024-01-01
cid@c.example,,1 Rue Basse,,,69001,2023-01-01
`
      const states = 'email,state,seen\nann@a.example,NH,2025-01-01\ndee@d.example,ME,2024-01-01\n'
      const sample = { movers: { config, files: [text] }, newsletter: { config: newsletter, files: [states] } }
      const { datasets, range } = await resolved(db, { partitions, sample })
      const people = await db.rows(`SELECT email, phone, street, city, state, postcode
      FROM (${peopleSql(datasets, range)}) ORDER BY email`)
      expect(people.map((person) => Object.values(person))).toEqual([
        ['ann@a.example', '+442079460000', '5 High St', 'London', null, 'SW1A 1AA'],
        ['bob@b.example', null, '12 Oak St', 'Burlington', 'VT', null],
        ['cid@c.example', null, null, 'Lyon', null, null],
        // Where nobody knows an address, the state is better than nothing.
        ['dee@d.example', null, null, null, 'ME', null],
      ])
    }))

  test('every identifier finds its person', () =>
    opened(async (db) => {
      const { datasets, range } = await resolved(db, { partitions })
      const found = await db.rows(
        `SELECT i.kind, i.value FROM (${identifiersSql(datasets, range)}) i
       JOIN (${peopleSql(datasets, range)}) p ON p.person_id = i.person_id AND p.email = i.value ORDER BY value`,
      )
      expect(found).toHaveLength(4)
    }))

  test('a clear address meets its hash in another dataset, and finds its person by it', () =>
    opened(async (db) => {
      const hash = createHash('sha256').update('ann@a.example').digest('hex')
      const config: DatasetConfig = {
        options: { type: 'hosted_csv', upload_directory: 'clicks' },
        identity_sets: { visitor: { email_hash: 'hash', email: 'email' } },
        incremental_column: 'seen',
      }
      const text = `hash,email,seen\n${hash.toUpperCase()},,2025-01-01\n,ann+shop@a.example,2025-01-02\n`
      const sample: Sample = { ...shop, clicks: { config, files: [text] } }
      const { datasets, range, people } = await resolved(db, { partitions, sample })
      expect(people).toBe(4)
      const found = await db.rows(`SELECT i.kind, i.value FROM (${identifiersSql(datasets, range)}) i
      JOIN (${identifiersSql(datasets, range)}) ann ON ann.value = 'ann@a.example' AND ann.person_id = i.person_id ORDER BY ALL`)
      expect(found.map((one) => Object.values(one))).toEqual([
        ['email', 'ann+shop@a.example'],
        ['email', 'ann@a.example'],
        ['email_hash', hash],
      ])
      const hashes = await db.rows(
        `SELECT DISTINCT person_id FROM (${identifiersSql(datasets, range)}) WHERE kind = 'email_hash'`,
      )
      expect(hashes, 'everybody is found by a hash, given or not').toHaveLength(4)
    }))

  test('the last phone of a person stands beside as its file’s country reads it', () =>
    opened(async (db) => {
      const phones = (country?: string): DatasetConfig => ({
        options: { type: 'hosted_csv', upload_directory: 'phones', ...(country && { country }) },
        identity_sets: { customer: { email: 'email', phone: 'phone' } },
        incremental_column: 'seen',
      })
      const sample: Sample = {
        ...{ berlin: { config: phones('DE'), files: ['email,phone,seen\nann@a.example,(030) 901820,2024-01-01\n'] } },
        vermont: {
          config: phones(),
          files: [
            'email,phone,seen\nbob@b.example,+49 30 111111,2024-01-01\nbob@b.example,(802) 555-0100,2024-02-01\ncid@c.example,unknown,2024-01-01\n',
          ],
        },
      }
      const { datasets, range } = await resolved(db, { partitions, sample })
      const found = await db.rows(
        `SELECT phone, "#phone" AS canonical FROM (${peopleSql(datasets, range)}) ORDER BY email`,
      )
      expect(found).toEqual([
        { phone: '(030) 901820', canonical: '+4930901820' },
        { phone: '(802) 555-0100', canonical: '+18025550100' },
        { phone: 'unknown', canonical: null },
      ])
    }))

  test('rows that do not count belong to nobody', () =>
    opened(async (db) => {
      await db.copyToParquet('SELECT 0 AS file, 2 AS row_number', join(folder, 'dropped'))
      const { datasets, range } = await resolved(db, { partitions, dropped: { orders: join(folder, 'dropped') } })
      const people = await db.rows<{ email: string }>(
        `SELECT email FROM (${peopleSql(datasets, range)}) ORDER BY email`,
      )
      expect(people.map(({ email }) => email)).toEqual(['ann@a.example', 'bob@b.example', 'dee@d.example'])
      const events = await db.rows(`SELECT "value"::VARCHAR AS "value" FROM (${streamSql(datasets, 'orders', range)})`)
      expect(events.map((one) => one.value)).toEqual(['0.0100', '10.1000'])
    }))

  test('shards together hold what one shard holds', () =>
    opened(async (db) => {
      const parts = (datasets: DatasetColumns[], range: PeopleRange) => ({
        people: peopleSql(datasets, range),
        traits: traitsSql(datasets, range),
        identifiers: identifiersSql(datasets, range),
        events: streamSql(datasets, 'orders', range),
      })
      const whole = new Map<string, unknown[]>()
      await opened(async (db) => {
        const { datasets, range } = await resolved(db)
        for (const [name, sql] of Object.entries(parts(datasets, range))) {
          whole.set(name, await db.rows(`SELECT * FROM (${sql}) ORDER BY ALL`))
        }
      })
      const four = await resolved(db, { partitions, shards: 4 })
      const together = new Map<string, unknown[]>()
      for (let shard = 0; shard < 4; shard++) {
        const { datasets, range } = await four.open(shard)
        for (const [name, sql] of Object.entries(parts(datasets, range))) {
          const rows = await db.rows<{ person_id: string }>(`SELECT * FROM (${sql}) ORDER BY ALL`)
          for (const { person_id } of rows) expect(Number.parseInt(person_id[0]!, 16) >> 2).toBe(shard)
          together.set(name, [...(together.get(name) ?? []), ...rows])
        }
      }
      const sorted = (rows: unknown[] | undefined) => rows?.map((row) => JSON.stringify(row)).sort()
      for (const [name, rows] of whole) expect(sorted(together.get(name)), name).toEqual(sorted(rows))
    }))
})

test('an account is cut where its records would take more than half of the memory; DuckDB gets what they leave', () => {
  const manifest = (accepted: number) => ({
    files: [{ path: 'a', rows_key: 'a', values_key: 'a', accepted }],
    identity_sets: ['billing', 'shipping'],
  })
  const partitions = (rows: number, memoryMb: number) =>
    partitionCount(recordsOf([manifest(rows / 2), manifest(rows / 2)]), recordsHeld(memoryMb))
  expect(partitions(4_000_000, 2700)).toBe(1)
  expect(partitions(8_000_000, 2700)).toBe(2)
  expect(partitions(16_000_000, 9940)).toBe(2)
  expect(partitions(400_000_000, 9940)).toBe(64)
  expect(duckMemoryMb([manifest(10_000_000)], 2700)).toBe(1937)
  expect(duckMemoryMb([manifest(100_000_000)], 2700), 'never too little to work').toBe(256)
})
