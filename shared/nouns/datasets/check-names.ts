import { lakeNames, twinOf } from '../../lake/ingest/lake-names.ts'
import type { Resource } from '../../model/resource.ts'
import { called } from '../../verbs/references.ts'
import { refuse } from '../../verbs/refuse.ts'
import type { DatasetConfig } from './contract.ts'

/**
 * Refuses a stream, a property of a stream, a trait or an external id that another dataset of the account writes in
 * another case: their rows meet in one file, where the two would be one column. Archived datasets count, they can return.
 */
export function checkNames(config: DatasetConfig, all: Resource[], self: Resource | undefined): void {
  const mine = lakeNames(config)
  for (const other of all) {
    if (other.type !== 'datasets' || other.id === self?.id) continue
    const theirs = lakeNames(other.config as DatasetConfig)
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
