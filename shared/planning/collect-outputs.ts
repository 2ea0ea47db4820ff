import { buildKeys, exportKeys, lakeKeys } from '../lake/keys.ts'
import type { Build, Resource } from '../model/resource.ts'
import type { Bucket } from '../ports/aws/objects.ts'
import { listResources } from '../ports/store/resources.ts'
import type { Table } from '../ports/store/table.ts'
import { collectable, textsWithin } from './collectable.ts'

export interface CollectContext {
  table: Table
  lake: Bucket
  exports: Bucket
  now: () => Date
}

/**
 * Deletes the outputs that builds of one account left behind: every build writes a new version beside the old one, and
 * once the pointer has moved on nobody asks for the old one any more. Gives the number of deleted objects. Objects are
 * listed before the pointers are read, so that the list has no version that is published meanwhile.
 */
export async function collectOutputs(ctx: CollectContext, accountId: string): Promise<number> {
  const folders = { lake: lakeKeys.account(accountId), exports: exportKeys.account(accountId) }
  const [lake, exports] = await Promise.all([ctx.lake.list(folders.lake), ctx.exports.list(folders.exports)])
  const resources = await listResources(ctx.table, accountId)
  const roots = await rootsOf(ctx.lake, resources)
  if (!roots) return 0
  const texts = (prefix: string) => textsWithin(roots, prefix)
  const now = ctx.now().getTime()
  const fresh = resources.filter((one) => flippedLately(one, now)).map(folderOf)
  const old: [Bucket, string[]][] = [
    [ctx.lake, collectable(lake, texts(folders.lake), fresh, now)],
    [ctx.exports, collectable(exports, texts(folders.exports), [], now)],
  ]
  for (const [bucket, keys] of old) await bucket.deleteAll(keys)
  return old.reduce((sum, [, keys]) => sum + keys.length, 0)
}

/**
 * Everything that names objects: the account's items, the manifests that datasets and sources point at, and the plans of builds that
 * run. Undefined while a build has not written its plan yet: nobody knows then what it will read.
 */
async function rootsOf(lake: Bucket, resources: Resource[]): Promise<unknown[] | undefined> {
  const roots: unknown[] = [...resources]
  for (const one of resources) {
    const manifest = one.type === 'datasets' || one.type === 'sources' ? one.output?.manifest_key : undefined
    if (manifest) roots.push(await lake.getText(manifest).then((text) => text && JSON.parse(text)))
    if (!one.claimed_until) continue
    const plan = await lake.getText(buildKeys.plan(buildOf(one)))
    if (!plan) return undefined
    roots.push(JSON.parse(plan))
  }
  return roots
}

const buildOf = ({ account_id, type, id, attempt }: Resource): Build => ({
  account_id,
  resource_type: type,
  resource_id: id,
  attempt,
})
const folderOf = (resource: Resource): string => lakeKeys.resource(buildOf(resource))

/** A reader may have taken the pointer just before it moved: what it holds then stays for an hour. */
const flippedLately = ({ last_updated_output_at }: Resource, now: number): boolean =>
  last_updated_output_at !== undefined && now - Date.parse(last_updated_output_at) < 3_600_000
