import { expect, test } from 'vitest'
import { payloadColumns } from '../../shared/builds/deliver/columns.ts'
import { payloadColumnNames } from '../../shared/resources/payload-columns.ts'
import type { Resource } from '../../shared/resources/resource.ts'

test('a scope announces the columns that its targets put out', () => {
  const named = (id: string, name: string) => ({ id, config: { name } }) as unknown as Resource
  const all = [named('a-1', 'Élégant & fast, 2024'), named('b-2', '***')]
  const payload = { persona_set_ids: ['a-1'], cohort_ids: ['b-2', 'c-3'], attributes: ['age'] }
  const config = { payload, population: { cohort_ids: ['x'] }, preview: true }
  const resources = Object.fromEntries(all.map(({ id, config }) => [id, String(config.name)]))
  const delivered = payloadColumns(payload, { resources, personas: {} }, false)
  expect(payloadColumnNames(config, all)).toEqual(
    delivered.map(({ machine_name, human_name }) => ({ name: machine_name, human_name })),
  )
})
