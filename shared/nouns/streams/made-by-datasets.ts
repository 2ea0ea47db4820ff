import type { OutputOf, Resource } from '../../model/resource.ts'
import type { Json } from '../../verbs/noun.ts'
import { called } from '../../verbs/references.ts'
import { namesInLog, namesMade } from './names-made.ts'

const peopleIn = (related: Resource[]) => related.find((one) => one.type === 'people')

/** The facts of the last identity resolution about the account's people. */
export const peopleFacts = (related: Resource[]): OutputOf<'people'> | undefined => peopleIn(related)?.output

/** Streams and traits are as ready as what makes them: filled once identity resolution has read them. */
export function filledStatus(filled: boolean, made: Made, related: Resource[]): Json {
  const people = peopleIn(related)
  const built = { last_updated_output_at: filled ? people?.last_updated_output_at : undefined }
  if (filled)
    return { ...built, status: 'ready', status_changed_at: people?.status_changed_at ?? made.status_changed_at }
  const broken = [...makersOf(made, related), ...(people ? [people] : [])].find(({ status }) => status === 'error')
  if (broken) return { ...built, status: 'error', status_error: broken.status_error }
  return { ...built, status: 'new', status_note: 'waits for a dataset to fill it' }
}

/** A stream or a trait. */
type Made = Resource<'streams' | 'traits'>

/** The datasets that make a stream or a trait. */
export const datasetsOf = (made: Made, related: Resource[]): Resource<'datasets'>[] =>
  related
    .filter((one) => one.type === 'datasets')
    .filter(({ config }) => namesMade(config)[made.type].includes(String(made.config.name)))

/** The sources whose events fill a stream or a trait. */
export const sourcesOf = (made: Made, related: Resource[]): Resource<'sources'>[] =>
  related
    .filter((one) => one.type === 'sources')
    .filter((source) => namesInLog(source)[made.type].includes(String(made.config.name)))

const makersOf = (made: Made, related: Resource[]): Resource[] => [
  ...datasetsOf(made, related),
  ...sourcesOf(made, related),
]

/** The streams and traits that nothing makes but this dataset or source. */
export const madeOnlyBy = (maker: Resource, all: Resource[]): Made[] =>
  all
    .filter((one) => one.type === 'streams' || one.type === 'traits')
    .filter((one) => {
      const makers = makersOf(one, all)
      return makers.length > 0 && makers.every(({ id }) => id === maker.id)
    })

/** Why a stream or a trait can't be deleted. */
export function heldByDatasets(made: Made, all: Resource[]): string | undefined {
  const makers = makersOf(made, all)
  if (!makers.length) return undefined
  const by = makers.map((maker) => `${called(maker)} (${maker.id})`).join(', ')
  const patch = JSON.stringify({ [`output_to_${made.type}`]: { [String(made.config.name)]: null } })
  const ways = makers.map(({ type, id }) =>
    type === 'datasets' ? `PATCH /v1/datasets/${id} ${patch}` : `DELETE /v1/sources/${id}`,
  )
  return `${called(made)} is made by ${by} and goes with that: ${ways.join(', ')}`
}
