import type { PeopleOutput } from '../../model/outputs.ts'
import type { Resource } from '../../model/resource.ts'
import { upstreamsOf } from '../../planner/graph.ts'
import type { Json } from '../../verbs/noun.ts'
import { called } from '../../verbs/references.ts'

/** What the last identity resolution knows of the account's people. */
export const peopleFacts = (related: Resource[]): PeopleOutput | undefined =>
  related.find(({ type }) => type === 'people')?.output as PeopleOutput | undefined

/** Streams and traits are as ready as what makes them: filled once identity resolution has read them. */
export function filledStatus(filled: boolean, made: Resource, related: Resource[]): Json {
  const people = related.find(({ type }) => type === 'people')
  const built = { last_updated_output_at: filled ? people?.last_updated_output_at : undefined }
  if (filled)
    return { ...built, status: 'ready', status_changed_at: people?.status_changed_at ?? made.status_changed_at }
  const broken = [...datasetsOf(made, related), ...(people ? [people] : [])].find(({ status }) => status === 'error')
  if (broken) return { ...built, status: 'error', status_error: broken.status_error }
  return { ...built, status: 'new', status_note: 'waits for a dataset to fill it' }
}

/** The datasets that make a stream or a trait. */
export const datasetsOf = (made: Resource, related: Resource[]): Resource[] => {
  const ids = new Set(upstreamsOf(made, related).map(({ id }) => id))
  return related.filter(({ id }) => ids.has(id))
}

/** Why a stream or a trait can't be deleted. */
export function heldByDatasets(made: Resource, all: Resource[]): string | undefined {
  const by = datasetsOf(made, all).map((dataset) => `${called(dataset)} (${dataset.id})`)
  return by.length ? `${called(made)} is made by ${by.join(', ')}: take it out of there instead` : undefined
}
