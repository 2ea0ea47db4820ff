import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { withDuck } from '../../../../../shared/lake/duck.ts'
import { traitDimension, withValues } from '../../../../../shared/lake/features/choose-dimensions.ts'
import { readFeatures } from '../../../../../shared/lake/features/read-features.ts'
import {
  countValues,
  ranked,
  type ValueCounts,
} from '../../../../../shared/nouns/persona_sets/build/frequent-values.ts'

test('prose is counted with all other values: it would end up whole in an item of the table', async () => {
  await withDuck({ memoryMb: 256, threads: 1, tmp: tmpdir() }, async (db) => {
    await db.run(`CREATE TABLE traits AS SELECT uuid() AS person_id, note, note AS prose FROM
      (VALUES ('short'), (repeat('é', 200)), (repeat('é', 201)), (repeat('x', 500000)), (NULL)) t(note)`)
    await db.run("UPDATE traits SET prose = repeat('x', 300 + length(note))")
    await db.run('CREATE VIEW members AS SELECT person_id FROM traits')
    const relations = { members: 'members', traits: 'traits', stream: () => 'none' }
    const dimensions = ['note', 'prose'].map((name) => traitDimension(name, 'VARCHAR'))
    const counts: ValueCounts = new Map()
    await countValues(db, dimensions, relations, 0, counts)
    const valued = withValues(dimensions, (dimension) => ranked(counts, dimension))
    expect(valued.map(({ labels }) => labels)).toEqual([['short', 'é'.repeat(200)], []])
    const { table } = await readFeatures(db, valued, relations, 0)
    const codes = table.columns.map((column) => (column.kind === 'category' ? [...column.codes].sort() : []))
    expect(codes).toEqual([
      [-1, 0, 1, 2, 2],
      [-1, 0, 0, 0, 0],
    ])
  })
})
