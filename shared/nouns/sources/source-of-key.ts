import { sha256 } from '../../model/ids.ts'
import type { Resource } from '../../model/resource.ts'
import { getResource } from '../../ports/store/resources.ts'
import type { Table } from '../../ports/store/table.ts'
import { getWriteKeyOwner } from '../../ports/store/write-keys.ts'
import { isValid } from './valid-key.ts'

/** Longer than every key of ours. */
const longestKey = 200

/**
 * The source that takes events with this write key; undefined where the key is unknown or its time is over, and where the
 * source is switched off, archived or deleted. Two consistent reads and no cache, so that a change holds from the next
 * request on: the second reads the source itself, so no copy of its settings can be left behind.
 */
export async function sourceOfKey(table: Table, key: string, now: Date): Promise<Resource<'sources'> | undefined> {
  if (!key || key.length > longestKey) return undefined
  const hash = sha256(key)
  const owner = await getWriteKeyOwner(table, hash)
  const source = owner && (await getResource(table, owner.account_id, 'sources', owner.source_id))
  if (!source?.config.enabled || source.archived_at) return undefined
  return source.write_keys?.some((one) => one.sha256 === hash && isValid(one, now)) ? source : undefined
}
