import { type BuildContext, readJson } from '../../../builds/build-context.ts'
import { reusedUntilMs } from '../../../builds/kept-for.ts'
import { mapItems } from '../../../builds/map-items.ts'
import { versionOfRows } from '../../../lake/keys.ts'
import { getResource } from '../../../ports/store/resources.ts'
import type { DatasetManifest } from './manifest.ts'

/** A Map runs at most so many children. */
const maxShards = 256
/** A call reads about so many bytes: five seconds of work. */
const bytesOfCall = 64 << 20
/** A file costs a call as much as so many bytes of it, however small it is: 128 small files are one call. */
const bytesOfOpening = 512 << 10

/**
 * Shares the files that are not known yet among shards, by size: the largest first, each to the shard that has least.
 * @param files of the folder, with their bytes
 */
export function workOf(files: readonly { size: number; isKnown: boolean }[]): { shards: number[]; work: number[][] } {
  const unread = files
    .flatMap(({ size, isKnown }, file) => (isKnown ? [] : [{ file, cost: size + bytesOfOpening }]))
    .sort((a, b) => b.cost - a.cost || a.file - b.file)
  const total = unread.reduce((sum, { cost }) => sum + cost, 0)
  const count = Math.min(maxShards, unread.length, Math.ceil(total / bytesOfCall))
  const shards = mapItems(count).map((): { cost: number; files: number[] } => ({ cost: 0, files: [] }))
  for (const { file, cost } of unread) {
    const lightest = shards.reduce((least, one) => (one.cost < least.cost ? one : least))
    lightest.cost += cost
    lightest.files.push(file)
  }
  return { shards: mapItems(count), work: shards.map(({ files }) => files) }
}

/** The folders of the files that make up the dataset as it is published, by the folders in which each was read first. */
export async function foldersInUse(ctx: BuildContext): Promise<Map<string, string>> {
  const { account_id, resource_type, resource_id } = ctx.build
  const found = await getResource(ctx.table, account_id, resource_type as 'datasets' | 'sources', resource_id)
  if (!found?.output) return new Map()
  const { files } = await readJson<DatasetManifest>(ctx.lake, found.output.manifest_key)
  return new Map(
    files.map(({ rows_key, first_prefix }) => {
      const folder = versionOfRows(rows_key) ?? rows_key
      return [first_prefix ?? folder, folder]
    }),
  )
}

/**
 * Whether an object that says that something was read is there and stays: nothing is begun on what may be collected
 * meanwhile.
 * @param inUse whether what is published points at it
 */
export async function isRead(ctx: BuildContext, key: string, inUse: boolean): Promise<boolean> {
  const found = await ctx.lake.head(key)
  if (!found) return false
  return inUse || ctx.now().getTime() - Date.parse(found.last_modified) < reusedUntilMs
}
