import { type BuildContext, readJson } from '../../../builds/build-context.ts'
import { reusedUntilMs } from '../../../builds/kept-for.ts'
import { mapItems } from '../../../builds/map-items.ts'
import { lakeKeys, versionOfRows } from '../../../lake/keys.ts'
import { getResource } from '../../../ports/store/resources.ts'
import type { DatasetManifest } from './manifest.ts'

/** A Map runs at most so many children. */
const maxShards = 256

/** Shares the files that are not known yet among shards. @param isKnown of each file of the folder */
export function workOf(isKnown: readonly boolean[]): { shards: number[]; work: number[][] } {
  const unread = isKnown.flatMap((known, file) => (known ? [] : [file]))
  const work: number[][] = mapItems(Math.min(maxShards, unread.length)).map(() => [])
  unread.forEach((file, i) => {
    work[i % work.length]?.push(file)
  })
  return { shards: mapItems(work.length), work }
}

/** The folders of the files that make up the dataset as it is published, by the folders in which each was read first. */
export async function foldersInUse(ctx: BuildContext): Promise<Map<string, string>> {
  const { account_id, resource_id } = ctx.build
  const dataset = await getResource(ctx.table, account_id, 'datasets', resource_id)
  if (!dataset?.output) return new Map()
  const { files } = await readJson<DatasetManifest>(ctx.lake, dataset.output.manifest_key)
  return new Map(
    files.map(({ rows_key, first_prefix }) => {
      const folder = versionOfRows(rows_key) ?? rows_key
      return [first_prefix ?? folder, folder]
    }),
  )
}

/** Whether a file was read earlier, and what was read of it stays: nothing is begun on what may be collected meanwhile. */
export async function isRead(ctx: BuildContext, prefix: string, inUse: ReadonlyMap<string, string>): Promise<boolean> {
  const report = await ctx.lake.head(lakeKeys.report(prefix))
  if (!report) return false
  return [...inUse.values()].includes(prefix) || ctx.now().getTime() - Date.parse(report.last_modified) < reusedUntilMs
}
