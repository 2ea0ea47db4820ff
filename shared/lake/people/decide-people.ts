import { numberById } from '../../engines/identity/number-by-id.ts'
import { type Resolution, resolveIdentities } from '../../engines/identity/resolve.ts'
import { defaultRules } from '../../engines/identity/rules.ts'
import type { Duck } from '../duck.ts'
import type { OpenedDataset } from './dataset-rows.ts'
import { keysOf, readKeys } from './read-keys.ts'
import { type LogRows, logOf, readRecords } from './read-log.ts'
import { readNames } from './read-names.ts'

/** Who was found: the outcome of resolution, people numbered by their ids. */
export interface Found {
  datasets: OpenedDataset[]
  rows: LogRows
  /** The parts of a name and address that each value has. */
  says: Uint8Array
  resolution: Resolution
  /** Four words a person. */
  ids: Uint32Array
}

/** Decides who is who among the people of these rows. Keys and names of values are forgotten with it. */
export async function decidePeople(db: Duck, datasets: OpenedDataset[]): Promise<Found> {
  const keys = await readKeys(db, datasets)
  const names = await readNames(db, datasets)
  const rows = await readRecords(db, datasets)
  const resolution = resolveIdentities(logOf(rows, keys, names), defaultRules(keys.kinds, writtenOrder(datasets)))
  const ids = numberById(resolution, keysOf(keys, resolution.canonical))
  return { datasets, rows, says: names.says, resolution, ids }
}

/** External ids rank as they are written: those of the first dataset, then those that only others have. */
const writtenOrder = (datasets: OpenedDataset[]): string[] => [
  ...new Set(datasets.flatMap(({ manifest }) => manifest.external_ids ?? [])),
]
