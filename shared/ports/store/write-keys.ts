import { keys } from './keys.ts'
import { type Table, withoutKeys } from './table.ts'

/** The source that a write key belongs to. Whether the key is still valid, the source itself says. */
export interface WriteKeyOwner {
  account_id: string
  source_id: string
}

/** The source of a write key, by the SHA-256 of the key; the key itself is never stored. */
export async function getWriteKeyOwner(table: Table, sha256: string): Promise<WriteKeyOwner | undefined> {
  const { Item } = await table.db.get({ TableName: table.name, Key: keys.writeKey(sha256), ConsistentRead: true })
  return Item && withoutKeys<WriteKeyOwner>(Item)
}
