import { setTimeout as sleep } from 'node:timers/promises'
import type { Client, Json } from './client.ts'
import type { DemoData } from './data.ts'
import type { ShownPersona } from './persona-table.ts'
import { tutorial } from './tutorial.ts'

/** The results of the walk. */
export interface Found {
  personas: ShownPersona[]
  weak?: string
  csv: string
  rows: number
  portraits: { name: string; svg: string }[]
  /** Sentences about how far to trust it. */
  notes: string[]
}

interface Resource extends Json {
  id: string
  status: string
  status_error?: string
  status_note?: string
  progress?: { share: number; step: number; steps: number; doing: string }
}

/** The published tutorial's steps, one after the other, each said aloud. */
export async function walk(client: Client, data: DemoData, say: (line: string) => void): Promise<Found> {
  for (const { path, file } of data.uploads) {
    await client.upload(path, file)
    say(`uploaded ${path}`)
  }
  const datasets: Resource[] = []
  for (const dataset of data.datasets) datasets.push((await client.post('/datasets', dataset)) as Resource)
  const cohort = (await client.post('/cohorts', tutorial.cohort)) as Resource
  const everybody = (await client.post('/cohorts', { name: 'Everybody' })) as Resource
  const set = (await client.post('/persona_sets', tutorial.personaSet(cohort.id))) as Resource
  const scope = (await client.post('/scopes', {
    ...tutorial.scope(everybody.id, set.id),
    name: 'Everybody with a persona',
    preview: false,
  })) as Resource
  const target = await client.post('/targets', {
    ...tutorial.target(scope.id),
    human_readable: true,
    // Beside each person: what decided, and how near the second persona was.
    explain: true,
  })
  say('asked for datasets, cohorts, a persona set, a scope and a target: Moira builds them in the order they need')

  for (const { id } of datasets) {
    const dataset = await ready(client, `/datasets/${id}`, say)
    say(
      `dataset ${dataset.name}: ${count(dataset.row_count)} rows, ${count(dataset.identified_count)} identified, ` +
        `${count(dataset.duplicate_count)} repeated, ${count(dataset.rejected_count)} rejected`,
    )
  }
  const people = await ready(client, `/cohorts/${everybody.id}`, say)
  const customers = await ready(client, `/cohorts/${cohort.id}`, say)
  say(
    `${count(people.population_count)} people behind those rows, ${count(customers.population_count)} of them customers`,
  )
  const built = await ready(client, `/persona_sets/${set.id}`, say)
  const personas = built.personas as (ShownPersona & { id: string })[]
  say(`${personas.length} personas`)
  const delivered = await ready(client, `/targets/${target.id}`, say)
  say(`delivered the CSV: ${count(delivered.row_count)} rows`)

  const portraits: Found['portraits'] = []
  for (const { id, name } of personas) {
    portraits.push({ name, svg: await client.text(`/persona_sets/${set.id}/personas/${id}/avatar.svg`) })
  }
  return {
    personas,
    ...(built.weak ? { weak: String(built.weak) } : {}),
    csv: await client.text(`/targets/${target.id}/download.csv`),
    rows: Number(delivered.row_count),
    portraits,
    notes: curve(await client.get(`/persona_sets/${set.id}/selection`)),
  }
}

/** The evidence for the number of personas, a line per candidate. */
function curve(selection: Json): string[] {
  const candidates = (selection.candidates ?? []) as Record<string, number>[]
  const number = (value: number | undefined) => (value === undefined ? '–' : value.toFixed(2)).padStart(10)
  return [
    `Why ${selection.chosen}: ${selection.reason}`,
    '',
    '   k  silhouette  stability  separation  smallest',
    ...candidates.map(
      (one) =>
        `  ${String(one.k).padStart(2)}  ${number(one.silhouette_squared_euclidean)} ${number(one.stability)}  ${number(one.separation)}${number(one.smallest_share)}${one.k === selection.chosen ? '  ←' : ''}`,
    ),
  ]
}

const count = (value: unknown) => Number(value ?? 0).toLocaleString('en')

/** Waits until a resource is ready, says what it is doing when that changes, and gives up on an error with its sentence. */
async function ready(client: Client, path: string, say: (line: string) => void): Promise<Resource> {
  let said = ''
  for (;;) {
    const resource = await client.get<Resource>(path)
    if (resource.status === 'ready') return resource
    if (resource.status === 'error') throw new Error(resource.status_error ?? `${path} ended in error`)
    const doing = resource.progress?.doing ?? ''
    if (doing && doing !== said) say(`  ${doing} …`)
    said = doing
    await sleep(250)
  }
}
