import { CustomerError } from '../../model/errors.ts'
import { newSecret, sha256 } from '../../model/ids.ts'
import { extendSession, getSession, putSession, type Session } from '../../ports/store/sessions.ts'
import type { Table } from '../../ports/store/table.ts'

/** `__Host-` makes browsers refuse the cookie from another host, another path, or without Secure. */
export const cookieName = '__Host-moira'

const idleSeconds = 12 * 3600
const longestSeconds = 7 * 24 * 3600
/** A session that is used all the time is written this often. */
const extendAfterSeconds = 600

const secondsOf = (time: Date): number => Math.floor(time.getTime() / 1000)

/** Opens a session of an account. The secret is in the cookie and nowhere else. */
export async function openSession(
  table: Table,
  account_id: string,
  { now, until }: { now: Date; until?: string },
): Promise<{ secret: string; session: Session }> {
  const longest = now.getTime() + longestSeconds * 1000
  const ends = until ? Math.min(longest, Date.parse(until)) : longest
  const session: Session = {
    account_id,
    created_at: now.toISOString(),
    ends_at: new Date(ends).toISOString(),
    expires_at: Math.min(secondsOf(now) + idleSeconds, Math.floor(ends / 1000)),
  }
  const secret = newSecret()
  await putSession(table, sha256(secret), session)
  return { secret, session }
}

/**
 * Finds the session of a cookie and lets it last longer.
 * @throws CustomerError INVALID_AUTHORIZATION for one that is unknown or has ended
 */
export async function sessionOf(
  table: Table,
  secret: string,
  now: Date,
): Promise<{ account_id: string; session: string }> {
  const session = sha256(secret)
  const found = await getSession(table, session)
  const seconds = secondsOf(now)
  if (!found || found.expires_at <= seconds) {
    throw new CustomerError('INVALID_AUTHORIZATION', 'this session has ended: sign in again')
  }
  const expires_at = Math.min(seconds + idleSeconds, Math.floor(Date.parse(found.ends_at) / 1000))
  if (expires_at - found.expires_at >= extendAfterSeconds) await extendSession(table, session, expires_at)
  return { account_id: found.account_id, session }
}

/** The header that gives a browser its session. */
export function sessionCookie(secret: string, now: Date, { ends_at }: Pick<Session, 'ends_at'>): string {
  const seconds = Math.max(0, Math.floor((Date.parse(ends_at) - now.getTime()) / 1000))
  return `${cookieName}=${secret}; Path=/; Max-Age=${seconds}; HttpOnly; Secure; SameSite=Strict`
}

/** The header that takes the session away again. */
export const noCookie = `${cookieName}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict`
