import { newApiKey, newId, sha256 } from '../../model/ids.ts'
import type { Account } from '../../ports/store/accounts.ts'
import { type KeyScope, type ListedKey, putApiKey } from '../../ports/store/api-keys.ts'
import type { Table } from '../../ports/store/table.ts'

/** Letters of the secret that the list shows: 24 of its 256 bits. */
const shownLetters = 4

/** Makes and stores a key of an account. Its text is in the answer and nowhere else. */
export async function newKey(
  table: Table,
  { id: account_id, mode }: Pick<Account, 'id' | 'mode'>,
  { name, scope, expires_on }: { name: string; scope: KeyScope; expires_on?: string | undefined },
  now: Date,
): Promise<ListedKey & { key: string }> {
  const key = newApiKey(mode)
  const stored = {
    account_id,
    mode,
    id: newId(),
    name,
    prefix: key.slice(0, mode.length + 1 + shownLetters),
    scope,
    created_at: now.toISOString(),
    ...(expires_on && { expires_on: new Date(expires_on).toISOString() }),
  }
  if (!(await putApiKey(table, sha256(key), stored))) throw new Error('two keys of 256 random bits are the same')
  return { ...stored, sha256: sha256(key), key }
}
