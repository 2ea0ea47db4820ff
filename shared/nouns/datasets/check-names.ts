import { type LakeName, lakeNames, twinOf } from '../../lake/ingest/lake-names.ts'
import type { Resource } from '../../model/resource.ts'
import { called } from '../../verbs/references.ts'
import { refuse } from '../../verbs/refuse.ts'
import { namesInLog } from '../streams/names-made.ts'
import type { DatasetConfig } from './contract.ts'

/**
 * Refuses a stream, a property of a stream, a trait or an external id that another dataset or a source of the account writes in
 * another case: their rows meet in one file, where the two would be one column. Archived ones count, they can return.
 */
export function checkNames(config: DatasetConfig, all: Resource[], self: Resource | undefined): void {
  const mine = lakeNames(config)
  for (const other of all) {
    const theirs = namesOf(other)
    if (other.id === self?.id) continue
    for (const one of mine) {
      const twin = twinOf(one, theirs)
      if (!twin) continue
      refuse(
        one.path,
        `${one.path}: "${one.name}" and the ${twin.noun} "${twin.name}" of ${called(other)} differ only in upper and lower case, and the lake would take them for one: write them alike, or call one of them otherwise`,
      )
    }
  }
}

/** The names that a dataset or a source gives to the lake. */
function namesOf(one: Resource): LakeName[] {
  if (one.type === 'datasets') return lakeNames(one.config)
  if (one.type !== 'sources') return []
  const { streams, traits } = namesInLog(one)
  return [
    ...streams.map((name): LakeName => ({ noun: 'stream', name, path: '', place: 'streams' })),
    ...traits.map((name): LakeName => ({ noun: 'trait', name, path: '', place: 'traits' })),
    ...one.config.identifiers.map(
      ({ kind: name }): LakeName => ({ noun: 'identifier', name, path: '', place: 'people' }),
    ),
  ]
}
