import { lakeNames } from '../../../lake/ingest/lake-names.ts'
import { ofType, type Resource } from '../../../model/resource.ts'

/** By place and name, the spelling of names that datasets of the account write with capital letters. */
export type Spelling = Readonly<Record<string, string>>

/** The places of names: see lakeNames. */
export const places = {
  streams: 'streams',
  traits: 'traits',
  properties: (stream: string): string => `output_to_streams.${stream}`,
}

/** Columns of the lake have no case: `orders` of events is the stream `Orders` of a dataset. */
export function spellingOf(resources: readonly Resource[]): Spelling {
  const names = ofType(resources, 'datasets').flatMap(({ config }) => lakeNames(config))
  const capital = names.filter(({ name }) => name !== name.toLowerCase())
  return Object.fromEntries(capital.map(({ place, name }) => [`${place}/${name.toLowerCase()}`, name]))
}

/** A name as the account spells it. */
export const spelled = (spelling: Spelling, place: string, name: string): string => spelling[`${place}/${name}`] ?? name
