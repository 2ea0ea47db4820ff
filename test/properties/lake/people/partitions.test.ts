import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withDuck } from '../../../../shared/lake/duck.ts'
import type { DatasetConfig } from '../../../../shared/lake/ingest/dataset-config.ts'
import {
  identifiersSql,
  peopleSql,
  referencesSql,
  streamSql,
  traitsSql,
} from '../../../../shared/lake/people/people-sql.ts'
import { resolvedPeople, type Sample } from '../../../support/resolved-people.ts'

const orders: DatasetConfig = {
  options: { type: 'hosted_csv', upload_directory: 'orders' },
  reference_key_columns: ['number'],
  identity_sets: {
    billing: {
      ...{ email: 'bill_to', phone: 'phone', person_first_name: 'first', person_last_name: 'last' },
      ...{ house_number_and_street: ['street'], postcode: 'zip' },
    },
    shipping: { email: 'ship_to' },
  },
  output_to_streams: { orders: { data_map: { datetime: { column_name: 'at' }, value: { column_name: 'paid' } } } },
}
const clicks: DatasetConfig = {
  options: { type: 'hosted_csv', upload_directory: 'clicks' },
  identity_sets: { visitor: { email_hash: 'hash', user_id: 'user' } },
  incremental_column: 'seen',
  output_to_traits: { tier: { column_name: 'tier' } },
}

const day = fc.integer({ min: 1, max: 9 }).map((n) => `2024-01-0${n}`)
// Few of everything, so that people share, marry, move and break limits.
const email = fc.oneof(
  fc.constant(''),
  fc.constant('n/a'),
  fc.integer({ min: 0, max: 40 }).map((n) => `e${n}@a.example`),
  // Several in a cell.
  fc
    .uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 3 })
    .map((some) => some.map((n) => `e${n}@a.example`).join('; ')),
)
const order = fc
  .tuple(
    email,
    fc.oneof(
      fc.constant(''),
      fc.integer({ min: 10, max: 40 }).map((n) => `21255501${n}`),
    ),
    fc.constantFrom('', 'Ann', 'Bob', 'Anne', 'Cid'),
    fc.constantFrom('', 'Low', 'High'),
    fc.constantFrom('', '1 Oak St', '2 Elm St', '3 Ash St', '4 Fir St'),
    fc.constantFrom('', '05401'),
    email,
    fc.integer({ min: 1, max: 9 }),
    day,
    fc.integer({ min: 0, max: 3 }),
  )
  .map((cells) => cells.join(','))
const click = fc
  .tuple(
    fc.oneof(
      fc.constant(''),
      fc.integer({ min: 0, max: 20 }).map((n) => createHash('sha256').update(`e${n}@a.example`).digest('hex')),
    ),
    fc.oneof(
      fc.constant(''),
      fc.integer({ min: 0, max: 20 }).map((n) => `u${n}`),
    ),
    day,
    fc.constantFrom('', 'gold', 'blue'),
  )
  .map((cells) => cells.join(','))
const file = (header: string, row: fc.Arbitrary<string>) =>
  fc.array(row, { minLength: 1, maxLength: 25 }).map((rows) => `${[header, ...rows].join('\n')}\n`)
const files = (header: string, row: fc.Arbitrary<string>) => fc.array(file(header, row), { minLength: 1, maxLength: 3 })
const samples: fc.Arbitrary<Sample> = fc.record({
  orders: files('bill_to,phone,first,last,street,zip,ship_to,paid,at,number', order).map((texts) => ({
    config: orders,
    files: texts,
  })),
  clicks: files('hash,user,seen,tier', click).map((texts) => ({ config: clicks, files: texts })),
})

/** All parts of all shards, row by row in the order in which they are written. */
async function peopleOf(sample: Sample, partitions: number, shards: number) {
  const folder = mkdtempSync(join(tmpdir(), 'moira-partitions-'))
  try {
    return await withDuck({ memoryMb: 512, threads: 1, tmp: folder }, async (db) => {
      const { people, records, open } = await resolvedPeople(db, folder, { sample, partitions, shards })
      const parts: unknown[] = []
      for (let shard = 0; shard < shards; shard++) {
        const { datasets, range } = await open(shard)
        parts.push(
          await db.rows(`FROM (${peopleSql(datasets, range)}) ORDER BY person_id`),
          await db.rows(`FROM (${traitsSql(datasets, range)}) ORDER BY person_id`),
          await db.rows(identifiersSql(datasets, range)),
          await db.rows(streamSql(datasets, 'orders', range)),
          await db.rows(`FROM (${referencesSql(datasets, range)}) ORDER BY ALL`),
        )
      }
      return { people, records, parts }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('people who are decided in partitions are those that one function decides, with all that is known of them', () =>
  fc.assert(
    fc.asyncProperty(
      samples,
      fc.integer({ min: 2, max: 4 }),
      fc.constantFrom(1, 2),
      async (sample, partitions, shards) => {
        const whole = await peopleOf(sample, 1, shards)
        expect(await peopleOf(sample, partitions, shards)).toEqual(whole)
      },
    ),
    // Each opens some twenty instances of DuckDB, as the functions would; a smaller example would take many more.
    { numRuns: 3, endOnFailure: true },
  ))
