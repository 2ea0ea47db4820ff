import { CustomerError } from '../../model/errors.ts'
import type { DatasetConfig } from './dataset-config.ts'

/** A name that a configuration gives to a column or a file of the lake. */
export interface LakeName {
  /** The kind of thing that has the name, for sentences. */
  noun: string
  name: string
  /** Where it stands in the configuration. */
  path: string
  /** Names of one place lie side by side, in one table or one folder. */
  place: string
}

/** The names by which a dataset's rows meet those of the account's other datasets. */
export function lakeNames(config: Pick<DatasetConfig, 'identity_sets' | 'output_to_streams' | 'output_to_traits'>) {
  const names: LakeName[] = []
  for (const [set, { external_ids }] of Object.entries(config.identity_sets)) {
    for (const name of Object.keys(external_ids ?? {})) {
      names.push({ noun: 'external id', name, path: `identity_sets.${set}.external_ids.${name}`, place: 'people' })
    }
  }
  for (const [stream, { data_map }] of Object.entries(config.output_to_streams ?? {})) {
    const path = `output_to_streams.${stream}`
    names.push({ noun: 'stream', name: stream, path, place: 'streams' })
    for (const name of Object.keys(data_map)) {
      names.push({ noun: 'property', name, path: `${path}.data_map.${name}`, place: path })
    }
  }
  for (const name of Object.keys(config.output_to_traits ?? {})) {
    names.push({ noun: 'trait', name, path: `output_to_traits.${name}`, place: 'traits' })
  }
  return names
}

/**
 * The one of `others` that differs from a name in nothing but case. Columns and views have no case in the engine: of
 * `Age` and `age` one would silently become `age_1`, and `Orders` and `orders` could not both be opened.
 */
export const twinOf = (one: LakeName, others: LakeName[]): LakeName | undefined =>
  others.find(
    ({ place, name }) => place === one.place && name !== one.name && name.toLowerCase() === one.name.toLowerCase(),
  )

/** Throws VALIDATION_FAILED where two names of one configuration differ in nothing but case. */
export function checkTwins(config: DatasetConfig): void {
  const references = (config.reference_key_columns ?? []).map(
    (name): LakeName => ({ noun: 'column', name, path: 'reference_key_columns', place: 'references' }),
  )
  const names = [...lakeNames(config), ...references]
  for (const [i, one] of names.entries()) {
    const twin = twinOf(one, names.slice(0, i))
    if (!twin) continue
    throw new CustomerError(
      'VALIDATION_FAILED',
      `${one.path}: "${twin.name}" and "${one.name}" differ only in upper and lower case, and the lake would take them for one: call one of them otherwise`,
    )
  }
}
