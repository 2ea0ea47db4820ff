import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withDuck } from '../../../../shared/lake/duck.ts'
import type { DatasetConfig } from '../../../../shared/lake/ingest/dataset-config.ts'
import { identifiersSql } from '../../../../shared/lake/people/people-sql.ts'
import { resolvedPeople, type Sample } from '../../../support/resolved-people.ts'

// A cell of several addresses or numbers says that all of them are one person's, as much as a row for each beside one id.

const config = (columns: DatasetConfig['identity_sets'][string]): DatasetConfig => ({
  options: { type: 'hosted_csv', upload_directory: 'contacts' },
  identity_sets: { contact: columns },
  output_to_traits: { n: { column_name: 'n' } },
})

const ADDRESSES = 24
const email = (n: number) => `e${n}@a.example`
const phone = (n: number) => `(212) 555-01${String(n + 10)}`

/** Cells, each the places of one to four of the addresses. Groups of four never share one, so no limit is reached. */
const cells = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: ADDRESSES / 4 - 1 }),
      fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 4 }),
    ),
    { minLength: 1, maxLength: 40 },
  )
  .map((all) => all.map(([group, places]) => places.map((place) => 4 * group + place)))

/** The addresses that are linked by cells, each group once, sorted. */
function linked(all: number[][]): string[] {
  const root = Array.from({ length: ADDRESSES }, (_, n) => n)
  const find = (n: number): number => (root[n] === n ? n : find(root[n]!))
  for (const cell of all) for (const n of cell) root[find(n)] = find(cell[0]!)
  const groups = new Map<number, number[]>()
  for (const n of [...new Set(all.flat())].sort((a, b) => a - b))
    groups.set(find(n), [...(groups.get(find(n)) ?? []), n])
  return [...groups.values()].map(String).sort()
}

async function found(sample: Sample, kind: string, numberOf: (value: string) => number): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'moira-several-'))
  try {
    return await withDuck({ memoryMb: 512, threads: 1, tmp: folder }, async (db) => {
      const { open } = await resolvedPeople(db, folder, { sample, partitions: 1, shards: 1 })
      const { datasets, range } = await open(0)
      const rows = await db.rows<{ kind: string; value: string; person_id: string }>(identifiersSql(datasets, range))
      const groups = new Map<string, number[]>()
      for (const row of rows.filter((one) => one.kind === kind)) {
        groups.set(row.person_id, [...(groups.get(row.person_id) ?? []), numberOf(row.value)])
      }
      return [...groups.values()].map((group) => String(group.sort((a, b) => a - b))).sort()
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const csv = (all: number[][], write: (n: number) => string, gaps: string[]) =>
  `value,n\n${all.map((cell, i) => `"${cell.map(write).join(gaps[i % gaps.length]!)}",${i}`).join('\n')}\n`

test('addresses of one cell are one person', () =>
  fc.assert(
    fc.asyncProperty(cells, fc.integer({ min: 1, max: 40 }), async (all, cut) => {
      const gaps = ['; ', ',', ' ', ' / ', '|']
      const files = [all.slice(0, cut), all.slice(cut)]
        .filter((some) => some.length)
        .map((some) => csv(some, email, gaps))
      const sample = { contacts: { config: config({ email: 'value' }), files } }
      expect(await found(sample, 'email', (value) => Number(/\d+/.exec(value)![0]))).toEqual(linked(all))
    }),
    { numRuns: 6 },
  ))

test('numbers of one cell are one person', () =>
  fc.assert(
    fc.asyncProperty(cells, async (all) => {
      const gaps = ['; ', ', ', ' / ', ' or ']
      const columns = { phone: 'value', person_last_name: 'n' }
      const files = [csv(all, phone, gaps).replaceAll(/,\d+$/gm, ',Lee')]
      const sample = { contacts: { config: config(columns), files } }
      expect(await found(sample, 'phone', (value) => Number(value.slice(-2)) - 10)).toEqual(linked(all))
    }),
    { numRuns: 4 },
  ))
