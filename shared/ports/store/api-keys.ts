import type { Mode } from './accounts.ts'
import { keys } from './keys.ts'
import { conditionally, queryAll, type Table, withoutKeys } from './table.ts'

/** `profiles:read` opens the Profile API for reading and nothing else: such a key may lie on more servers. */
export const keyScopes = ['all', 'profiles:read'] as const
export type KeyScope = (typeof keyScopes)[number]

export interface ApiKey {
  account_id: string
  mode: Mode
  created_at: string
  /** Without one it may do everything. */
  scope?: KeyScope
  /** ISO 8601; without it the key does not expire. */
  expires_on?: string
  /** The name of the key in the account's list, which is no secret. A key without one is in no list. */
  id?: string
  name?: string
  /** The first characters of its text, by which people recognise it. */
  prefix?: string
  /** The last day on which a request came with it, `YYYY-MM-DD` in UTC. */
  last_used_on?: string
}
export type ListedKey = ApiKey & { id: string; name: string; prefix: string; sha256: string }

/** Stores a key under the SHA-256 of its text, and in the account's list where it has an id; the text itself is never stored. */
export function putApiKey(table: Table, sha256: string, key: ApiKey): Promise<boolean> {
  const put = {
    TableName: table.name,
    Item: { ...keys.apiKey(sha256), ...key },
    ConditionExpression: 'attribute_not_exists(pk)',
  }
  if (!key.id) return conditionally(() => table.db.put(put))
  const entry = { TableName: table.name, Item: { ...keys.apiKeyEntry(key.account_id, key.id), sha256 } }
  return conditionally(() => table.db.transactWrite({ TransactItems: [{ Put: put }, { Put: entry }] }))
}

export async function getApiKey(table: Table, sha256: string): Promise<ApiKey | undefined> {
  const { Item } = await table.db.get({ TableName: table.name, Key: keys.apiKey(sha256), ConsistentRead: true })
  return Item && withoutKeys<ApiKey>(Item)
}

/** The keys of an account, oldest first. */
export async function listApiKeys(table: Table, accountId: string): Promise<ListedKey[]> {
  const entries = await queryAll<{ sha256: string }>(table, keys.apiKeyEntries(accountId))
  const found = await Promise.all(
    entries.map(async ({ sha256 }) => ({ ...(await getApiKey(table, sha256)), sha256 }) as ListedKey),
  )
  return found.filter(({ id }) => id).toSorted((a, b) => (a.created_at < b.created_at ? -1 : 1))
}

/** Takes a key away: the next request with it is refused, and sessions that it opened end. */
export async function deleteApiKey(table: Table, { account_id, id, sha256 }: ListedKey): Promise<void> {
  const at = [keys.apiKey(sha256), keys.apiKeyEntry(account_id, id)]
  await table.db.transactWrite({ TransactItems: at.map((Key) => ({ Delete: { TableName: table.name, Key } })) })
}

/** Says on which day a key was last used; one that was taken away meanwhile stays away. */
export const touchApiKey = (table: Table, sha256: string, last_used_on: string): Promise<boolean> =>
  conditionally(() =>
    table.db.update({
      TableName: table.name,
      Key: keys.apiKey(sha256),
      UpdateExpression: 'SET last_used_on = :day',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':day': last_used_on },
    }),
  )
