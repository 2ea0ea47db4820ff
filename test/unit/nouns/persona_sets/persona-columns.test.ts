import { globSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { withDuck } from '../../../../shared/lake/duck.ts'
import { nouns } from '../../../../shared/nouns/nouns.ts'
import { nameOfIdSql, personaColumns, textAtPlaceSql } from '../../../../shared/nouns/persona_sets/persona-columns.ts'
import { payloadColumns } from '../../../../shared/nouns/scopes/payload-columns.ts'

test('a target names the columns of a persona as the CSV of its set does, after the name of the set', () => {
  const columns = payloadColumns(nouns, { persona_set_ids: ['s1'] }, () => 'Loyal, 2024', false)
  expect(columns.map(({ human_name }) => human_name)).toEqual(
    personaColumns.map((column) => `fdy_persona_set_loyal_2024_${column}`),
  )
})

test('a persona is the same by its place and by its id, and nobody without one gets a name', async () => {
  const names = { a: 'Rita', b: "Mo'", c: 'Zoë' }
  const ids = textAtPlaceSql(Object.keys(names), 'place')
  const rows = await withDuck({ memoryMb: 256, threads: 1, tmp: tmpdir() }, (db) =>
    db.rows(`SELECT ${ids} AS id, ${textAtPlaceSql(Object.values(names), 'place')} AS name, ${nameOfIdSql(names, ids)} AS named,
      ${nameOfIdSql({}, ids)} AS nobody FROM (VALUES (0), (1), (2), (3), (NULL)) AS t(place)`),
  )
  expect(rows).toEqual([
    ...Object.entries(names).map(([id, name]) => ({ id, name, named: name, nobody: null })),
    { id: null, name: null, named: null, nobody: null },
    { id: null, name: null, named: null, nobody: null },
  ])
})

test('no other build writes these columns by hand', () => {
  const files = globSync('shared/nouns/*/build/*.ts')
  expect(files.length).toBeGreaterThan(30)
  const spelled = files.filter((file) =>
    /AS (persona_id|persona_name)|map_extract_value/.test(readFileSync(file, 'utf8')),
  )
  expect(spelled).toEqual([])
})
