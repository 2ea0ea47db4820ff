import { CustomerError } from '../../model/errors.ts'
import { sha256 } from '../../model/ids.ts'
import { type ApiKey, getApiKey, touchApiKey } from '../../ports/store/api-keys.ts'
import type { Table } from '../../ports/store/table.ts'

const wellFormed = /^(live|test)_[A-Za-z0-9_-]{43}$/

export const isApiKey = (text: string): boolean => wellFormed.test(text)

/** The account of an API key, and what the key may do. The key is looked up by its hash: the table holds no key, and no time tells one. */
export async function ownerOfKey(table: Table, key: string, now = new Date()): Promise<ApiKey> {
  const digest = sha256(key)
  const found = await getApiKey(table, digest)
  if (!found) throw new CustomerError('INVALID_AUTHORIZATION', 'this API key is not known here')
  if (found.expires_on && Date.parse(found.expires_on) <= now.getTime()) {
    throw new CustomerError('EXPIRED_API_KEY', `this API key expired on ${found.expires_on}`)
  }
  const today = now.toISOString().slice(0, 10)
  // One write a day for each key: enough to see which keys nobody uses.
  if (found.last_used_on !== today) await touchApiKey(table, digest, today)
  return found
}

/** The owner of a key that opens the whole account. A key that may only read profiles opens nothing here. */
export async function accountOfKey(table: Table, key: string | undefined, now: Date): Promise<ApiKey> {
  if (!key || !isApiKey(key)) {
    throw new CustomerError(
      'MALFORMED_API_KEY',
      'this is no API key: a key is live_ or test_ and 43 letters, digits, dashes or underscores, and follows "Bearer " in a header',
    )
  }
  const owner = await ownerOfKey(table, key, now)
  const { scope = 'all' } = owner
  if (scope !== 'all')
    throw new CustomerError('FORBIDDEN', `this API key has the scope ${scope}, and opens nothing else`)
  return owner
}
