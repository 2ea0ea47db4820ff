import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Duck, withDuck } from '../../shared/lake/duck.ts'
import { exchangeKeys } from '../../shared/lake/keys.ts'
import { openDatasetRows, type RowsManifest } from '../../shared/lake/people/dataset-rows.ts'
import { type Deciding, decidePeople } from '../../shared/lake/people/decide-people.ts'
import { type CutNote, cutFile } from '../../shared/lake/people/partitions/cut-file.ts'
import {
  dealComponents,
  keepLinking,
  linkFiles,
  openLinking,
  partitionsOf,
} from '../../shared/lake/people/partitions/deal-components.ts'
import { linkFile } from '../../shared/lake/people/partitions/link-file.ts'
import { numberKeys } from '../../shared/lake/people/partitions/number-keys.ts'
import { openSlices } from '../../shared/lake/people/partitions/open-slices.ts'
import { writeSlices } from '../../shared/lake/people/partitions/write-slices.ts'
import type { Bucket } from '../../shared/ports/aws/objects.ts'

const RANGES = 5
let builds = 0

/** Resolves people in partitions, one step after the other, as the machine's functions do: each with a fresh DuckDB. */
export async function inPartitions(what: {
  lake: Bucket
  scratch: string
  manifests: RowsManifest[]
  hashed: boolean
  partitions: number
  slices: number
  deciding?: Deciding | undefined
}) {
  const { lake, scratch, manifests, hashed, partitions, slices, deciding } = what
  // Every attempt of a build writes under another prefix.
  const prefix = `build-${builds++}/`
  const exchange = { lake, prefix, scratch }
  const apart = <T>(work: (db: Duck) => Promise<T>) => withDuck({ memoryMb: 512, threads: 1, tmp: scratch }, work)
  const files = manifests.flatMap((one, dataset) => one.files.map((_, file) => ({ dataset, file })))
  for (const [file, only] of files.entries()) {
    await apart(async (db) =>
      linkFile(db, await openDatasetRows(db, lake, manifests, scratch, { only, hashed }), exchange, file, RANGES),
    )
  }
  const counts: number[] = []
  for (let range = 0; range < RANGES; range++) counts.push(await numberKeys(exchange, range, files.length))
  // One file a call: each begins with what the one before left.
  let linking = await openLinking(exchange, counts)
  for (;;) {
    await linkFiles(exchange, linking, files.length, counts, () => false)
    if (linking.files === files.length) break
    await keepLinking(exchange, linking)
    linking = await openLinking(exchange, counts)
  }
  const components = await dealComponents(exchange, linking, counts, partitions)
  const cuts: CutNote[] = []
  for (const [file, only] of files.entries()) {
    const partitionOf = await partitionsOf(exchange, file, counts)
    cuts.push(
      await apart(async (db) => {
        const [dataset] = await openDatasetRows(db, lake, manifests, scratch, { only, hashed })
        return cutFile(db, dataset!, exchange, file, partitionOf, partitions)
      }),
    )
  }
  const at = (name: string) => {
    mkdirSync(join(scratch, 'slices'), { recursive: true })
    return join(scratch, 'slices', name)
  }
  let people = 0
  const parts: RowsManifest[][] = []
  for (let partition = 0; partition < partitions; partition++) {
    let file = 0
    const own = manifests.map(({ dropped_key: _, ...manifest }) => ({
      ...manifest,
      files: manifest.files.map(({ path }) => {
        const keys = [exchangeKeys.cut(partition, file, 'rows'), exchangeKeys.cut(partition, file, 'values')].map(
          (key) => prefix + key,
        )
        return { path, rows_key: keys[0]!, values_key: keys[1]!, accepted: cuts[file++]!.rows[partition]! }
      }),
    }))
    parts.push(own)
    people += await apart(async (db) => {
      const found = await decidePeople(db, await openDatasetRows(db, lake, own, scratch), deciding)
      await writeSlices(db, found, partition, slices, scratch, async (part, slice, written) =>
        copyFileSync(written, at(`${part}-${partition}-${slice}`)),
      )
      return found.resolution.people
    })
  }
  const open = (db: Duck, chosen: number[]) =>
    openSlices(db, manifests, partitions, chosen, scratch, async (part, partition, slice, to) =>
      copyFileSync(at(`${part}-${partition}-${slice}`), to),
    )
  return { people, parts, components, records: cuts.reduce((sum, { records }) => sum + records, 0), open }
}
