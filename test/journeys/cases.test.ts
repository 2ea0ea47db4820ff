import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { type Journey, startJourney } from '../support/cloud.ts'
import { failedChecks } from '../support/public-case.ts'

const folder = join(import.meta.dirname, '../golden/cases')
const cases = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'requests.json')))
let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

describe.concurrent('cases from public reports', () => {
  for (const name of cases) {
    test(name, async ({ expect }) => {
      const customer = await journey.customer(name)
      expect(await failedChecks(customer, join(folder, name))).toEqual([])
    })
  }
})
