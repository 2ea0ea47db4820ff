import { numberById } from '../../engines/identity/number-by-id.ts'
import { type Resolution, resolveIdentities } from '../../engines/identity/resolve.ts'
import { type IdentifierSetting, rulesOf } from '../../engines/identity/rules.ts'
import type { Duck } from '../duck.ts'
import { lakeKind } from '../events/lake-kind.ts'
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
  const rules = rulesOf(keys.kinds, { identifiers: settingsOf(datasets) }, writtenOrder(datasets))
  const resolution = resolveIdentities(logOf(rows, keys, names), rules)
  const ids = numberById(resolution, keysOf(keys, resolution.canonical))
  return { datasets, rows, says: names.says, resolution, ids }
}

/** The settings of all sources, those of the oldest first: its word counts where two say something else of one kind. */
function settingsOf(datasets: OpenedDataset[]): IdentifierSetting[] {
  const linking = datasets.flatMap((one) => one.manifest.linking ?? [])
  linking.sort((a, b) => (a.since < b.since ? -1 : 1))
  const settings = linking.flatMap(({ identifiers }) =>
    identifiers.map((one) => ({ ...one, kind: lakeKind(one.kind) })),
  )
  return settings.filter(({ kind }, i) => settings.findIndex((one) => one.kind === kind) === i)
}

/** External ids rank as they are written: those of the first dataset, then those that only others have. */
const writtenOrder = (datasets: OpenedDataset[]): string[] => [
  ...new Set(datasets.flatMap(({ manifest }) => manifest.external_ids ?? [])),
]
