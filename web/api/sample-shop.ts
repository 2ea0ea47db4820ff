import { request } from './client.ts'
import { queries } from './query.ts'

/** Steps of loading the sample, as the page shows them. */
export type SampleStep = 'files' | 'datasets' | 'cohorts' | 'personas'

/**
 * Loads the invented shop into this account as a customer would: its files, what they say, two cohorts, and personas of the
 * customers. The shop is drawn in the browser, so that its last orders are of yesterday.
 * @param say hears each step that begins
 * @returns the id of the persona set
 */
export async function loadSampleShop(say: (step: SampleStep) => void): Promise<string> {
  const [{ sampleFiles }, { sampleDatasets }, { tutorial }] = await Promise.all([
    import('../../demo/sample/files.ts'),
    import('../../demo/sample/datasets.ts'),
    import('../../demo/tutorial.ts'),
  ])
  say('files')
  const yesterday = new Date(Date.now() - 86_400_000)
  for (const { path, text } of sampleFiles({ until: yesterday }).files) {
    await request('POST', `/uploads/${path}`, new Blob([text]))
  }
  say('datasets')
  for (const dataset of sampleDatasets) await request('POST', '/datasets', dataset)
  say('cohorts')
  const { id } = await request<{ id: string }>('POST', '/cohorts', tutorial.cohort)
  await request('POST', '/cohorts', { name: 'Everybody' })
  say('personas')
  const set = await request<{ id: string }>('POST', '/persona_sets', tutorial.personaSet(id))
  await queries.invalidateQueries()
  return set.id
}
