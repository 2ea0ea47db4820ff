import { CustomerError } from '../../model/errors.ts'
import { newSecret, sha256 } from '../../model/ids.ts'
import type { Role } from '../../model/role.ts'
import { getAccount } from '../../ports/store/accounts.ts'
import { getApiKey } from '../../ports/store/api-keys.ts'
import { getMember } from '../../ports/store/members.ts'
import { extendSession, getSession, putSession, type Session } from '../../ports/store/sessions.ts'
import type { Table } from '../../ports/store/table.ts'

/** `__Host-` makes browsers refuse the cookie from another host, another path, or without Secure. */
export const cookieName = '__Host-moira'

const idleSeconds = 12 * 3600
const longestSeconds = 7 * 24 * 3600
/** A session that is used all the time is written this often. */
const extendAfterSeconds = 600

const secondsOf = (time: Date): number => Math.floor(time.getTime() / 1000)

/** Opens a session of a member, of a key (its SHA-256) or of an operator. The secret is in the cookie and nowhere else. */
export async function openSession(
  table: Table,
  opener: { account_id: string; member_id?: string; key?: string },
  { now, until }: { now: Date; until?: string | undefined },
): Promise<{ secret: string; session: Session }> {
  const longest = now.getTime() + longestSeconds * 1000
  const ends = until ? Math.min(longest, Date.parse(until)) : longest
  const session: Session = {
    ...opener,
    home_id: opener.account_id,
    created_at: now.toISOString(),
    ends_at: new Date(ends).toISOString(),
    expires_at: Math.min(secondsOf(now) + idleSeconds, Math.floor(ends / 1000)),
  }
  const secret = newSecret()
  await putSession(table, sha256(secret), session)
  return { secret, session }
}

/** The caller behind a cookie. */
interface CallerOfSession {
  account_id: string
  /** The SHA-256 of the session's secret. */
  session: string
  role: Role
  member_id?: string
}

/**
 * Finds the session of a cookie and lets it last longer. The role is that of the member at this moment: a change holds from the
 * next request on.
 * @throws CustomerError INVALID_AUTHORIZATION for one that is unknown, or that ended by time, with its member, with its key, or by
 * signing out everywhere
 */
export async function sessionOf(table: Table, secret: string, now: Date): Promise<CallerOfSession> {
  const session = sha256(secret)
  const found = await getSession(table, session)
  const seconds = secondsOf(now)
  const role = found && found.expires_at > seconds ? await roleOf(table, found) : undefined
  if (!found || !role) throw new CustomerError('INVALID_AUTHORIZATION', 'this session has ended: sign in again')
  const expires_at = Math.min(seconds + idleSeconds, Math.floor(Date.parse(found.ends_at) / 1000))
  if (expires_at - found.expires_at >= extendAfterSeconds) await extendSession(table, session, expires_at)
  return { account_id: found.account_id, session, role, ...(found.member_id && { member_id: found.member_id }) }
}

/** The role in which a session may act; none where the opener of the session is gone, or has signed out everywhere. */
async function roleOf(table: Table, { home_id, member_id, key, created_at }: Session): Promise<Role | undefined> {
  const [account, member, opener] = await Promise.all([
    getAccount(table, home_id),
    member_id ? getMember(table, home_id, member_id) : undefined,
    key ? getApiKey(table, key) : undefined,
  ])
  const isOver = ({ sessions_from = '' }) => created_at <= sessions_from
  if (!account || isOver(account) || (key && !opener)) return undefined
  if (!member_id) return 'owner'
  return member && !isOver(member) ? member.role : undefined
}

/** The header that gives a browser its session. */
export function sessionCookie(secret: string, now: Date, { ends_at }: Pick<Session, 'ends_at'>): string {
  const seconds = Math.max(0, Math.floor((Date.parse(ends_at) - now.getTime()) / 1000))
  return `${cookieName}=${secret}; Path=/; Max-Age=${seconds}; HttpOnly; Secure; SameSite=Strict`
}

/** The header that takes the session away again. */
export const noCookie = `${cookieName}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict`
