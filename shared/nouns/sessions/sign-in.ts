import { CustomerError } from '../../model/errors.ts'
import { newSecret, sha256 } from '../../model/ids.ts'
import { putSignIn, takeSignIn } from '../../ports/store/sessions.ts'
import type { Table } from '../../ports/store/table.ts'

const tokenSeconds = 600

/** Makes the token of a link that signs in to an account: once, and within ten minutes. */
export async function newSignIn(table: Table, account_id: string, now: Date): Promise<string> {
  const token = newSecret()
  await putSignIn(table, sha256(token), { account_id, expires_at: Math.floor(now.getTime() / 1000) + tokenSeconds })
  return token
}

/**
 * The account of a token, which is used up by asking.
 * @throws CustomerError INVALID_AUTHORIZATION for a token that is unknown, used or too old
 */
export async function accountOfToken(table: Table, token: string, now: Date): Promise<string> {
  const found = await takeSignIn(table, sha256(token))
  if (!found || found.expires_at * 1000 <= now.getTime()) {
    throw new CustomerError('INVALID_AUTHORIZATION', 'this link was used or is older than ten minutes: ask for another')
  }
  return found.account_id
}
