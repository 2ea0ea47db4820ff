import { CustomerError } from '../../../shared/model/errors.ts'
import { sha256 } from '../../../shared/model/ids.ts'
import { type ApiKey, getApiKey } from '../../../shared/ports/store/accounts.ts'
import type { Table } from '../../../shared/ports/store/table.ts'

const wellFormed = /^(live|test)_[A-Za-z0-9_-]{43}$/

export const isApiKey = (text: string): boolean => wellFormed.test(text)

/** The account of an API key, and what the key may do. The key is looked up by its hash: the table holds no key, and no time tells one. */
export async function ownerOfKey(table: Table, key: string): Promise<ApiKey> {
  const found = await getApiKey(table, sha256(key))
  if (!found) throw new CustomerError('INVALID_AUTHORIZATION', 'this API key is not known here')
  if (found.expires_on && Date.parse(found.expires_on) <= Date.now()) {
    throw new CustomerError('EXPIRED_API_KEY', `this API key expired on ${found.expires_on}`)
  }
  return found
}
