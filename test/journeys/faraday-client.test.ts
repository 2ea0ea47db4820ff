import { Configuration, FaradayClient } from '@fdy/faraday-js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tutorial } from '../../demo/tutorial.ts'
import { type Journey, startJourney } from '../support/cloud.ts'
import { ordersCsv } from '../support/shop.ts'

let journey: Journey
beforeAll(async () => {
  journey = await startJourney()
})
afterAll(() => journey?.stop())

test("Faraday's own client, unmodified, walks from a file to named personas and their CSV", async () => {
  const customer = await journey.customer()
  const faraday = new FaradayClient(
    new Configuration({
      basePath: `${journey.cloud.endpoints.api}/v1`,
      headers: { authorization: `Bearer ${customer.key}` },
    }),
  )
  await faraday.uploads.createUpload('orders', 'file1.csv', new Blob([ordersCsv(0, 40)]))
  // The client's types list formats and aggregates as enums; the texts are the same.
  await faraday.datasets.createDataset(tutorial.dataset as never)
  const cohort = await faraday.cohorts.createCohort(tutorial.cohort)
  const set = await faraday.personaSets.createPersonaSet(tutorial.personaSet(cohort.id))
  const scope = await faraday.scopes.createScope({ ...tutorial.scope(cohort.id, set.id), preview: false })
  const target = await faraday.targets.createTarget({ ...tutorial.target(scope.id), human_readable: true } as never)
  await journey.settled()

  expect(await faraday.targets.getTarget(target.id)).toMatchObject({
    status: 'ready',
    last_updated_output_at: expect.any(Date),
  })
  const built = await faraday.personaSets.getPersonaSet(set.id)
  expect(built.status).toBe('ready')
  const personas = built.personas!
  expect(personas.length).toBeGreaterThanOrEqual(2)
  expect(personas.reduce((sum, one) => sum + one.individuals_count!, 0)).toBe(40)

  const [dimensions] = await faraday.personaSets.getPersonaSetAnalysisDimensions(set.id)
  expect(dimensions!.traits!.length).toBeGreaterThan(0)
  const flow = await faraday.personaSets.getPersonaSetAnalysisFlow(set.id)
  expect(flow.map(({ persona_id }) => persona_id).sort()).toEqual(personas.map(({ id }) => id).sort())
  const membership = await faraday.cohorts.getCohortAnalysisMembership(cohort.id)
  expect(membership.days!.at(-1)).toMatchObject({ count: 40 })

  const renamed = await faraday.personaSets.updatePersona(set.id, personas[0]!.id!, { name: 'My favourites' })
  expect(renamed.name).toBe('My favourites')
  await journey.settled()
  const csv = await faraday.targets.downloadTarget(target.id)
  expect(csv.split('\n')[0]).toBe(
    'email,fdy_persona_set_customers_personas_persona_id,fdy_persona_set_customers_personas_persona_name',
  )
  expect(csv.match(/My favourites/g)).toHaveLength(personas[0]!.individuals_count!)
  expect(await faraday.targets.createTargetPreview(target.id)).toMatchObject({ target_id: target.id })
  expect(await faraday.graph.getGraph()).toContainEqual(
    expect.objectContaining({ upstream_id: cohort.id, downstream_id: set.id, upstream_status: 'ready' }),
  )
})
