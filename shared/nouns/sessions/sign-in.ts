import { CustomerError } from '../../model/errors.ts'
import { newSecret, sha256 } from '../../model/ids.ts'
import { putSignIn, type SignIn, takeSignIn } from '../../ports/store/sessions.ts'
import type { Table } from '../../ports/store/table.ts'

const usualSeconds = 600

/** Makes the token of a link that signs in to an account: once, and within ten minutes unless `seconds` says otherwise. */
export async function newSignIn(
  table: Table,
  { account_id, member_id }: Pick<SignIn, 'account_id' | 'member_id'>,
  { now, seconds = usualSeconds }: { now: Date; seconds?: number },
): Promise<string> {
  const token = newSecret()
  const expires_at = Math.floor(now.getTime() / 1000) + seconds
  await putSignIn(table, sha256(token), { account_id, ...(member_id && { member_id }), expires_at })
  return token
}

/**
 * The address of a link. The token stands behind the #, which browsers send to nobody.
 * @param dashboard where the dashboard is, with or without a slash at the end
 */
export const signInAddress = (dashboard: string, token: string): string =>
  `${dashboard.replace(/\/$/, '')}/#token=${token}`

/**
 * Whom a token signs in; it is used up by asking.
 * @throws CustomerError INVALID_AUTHORIZATION for a token that is unknown, used or too old
 */
export async function takeToken(table: Table, token: string, now: Date): Promise<SignIn> {
  const found = await takeSignIn(table, sha256(token))
  if (!found || found.expires_at * 1000 <= now.getTime()) {
    throw new CustomerError('INVALID_AUTHORIZATION', 'this link was used or is too old: ask for another')
  }
  return found
}
