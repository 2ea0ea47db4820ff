import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Journey, startJourney } from '../support/cloud.ts'
import { failedChecks } from '../support/public-case.ts'

const folder = join(import.meta.dirname, '../golden/cases')
const cases = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'requests.json')))
const pending = existsSync(join(folder, 'pending.txt'))
  ? readFileSync(join(folder, 'pending.txt'), 'utf8').split('\n').filter(Boolean)
  : []
const skipsPending = process.env.CASES !== 'pending'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

test('pending.txt names only cases that exist', () => {
  expect(pending.filter((name) => !cases.includes(name))).toEqual([])
})

describe.concurrent('cases from public reports', () => {
  for (const name of cases) {
    test.skipIf(skipsPending && pending.includes(name))(name, async ({ expect }) => {
      const customer = await journey.customer(name)
      expect(await failedChecks(customer, join(folder, name))).toEqual([])
    })
  }
})
