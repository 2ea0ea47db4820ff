import { setTimeout as wait } from 'node:timers/promises'
import { signInMail } from '../../engines/mail/sign-in-mail.ts'
import { CustomerError } from '../../model/errors.ts'
import { sha256 } from '../../model/ids.ts'
import { getAccount, updateAccount } from '../../ports/store/accounts.ts'
import { addLinkRequest, getMember, membershipsOf, updateMember } from '../../ports/store/members.ts'
import { deleteSession, getSession, type Session, turnSession } from '../../ports/store/sessions.ts'
import type { ApiContext } from '../../verbs/noun.ts'
import { Reply } from '../../verbs/reply.ts'
import { serve } from '../../verbs/serve.ts'
import { addressDigest } from '../accounts/address.ts'
import { accountOfKey } from '../accounts/api-key.ts'
import { sessionOperations } from './contract.ts'
import { noCookie, openSession, sessionCookie } from './session-of.ts'
import { newSignIn, signInAddress, takeToken } from './sign-in.ts'

/** Links that an address may ask for in an hour, whether or not anybody has the address. */
const links = { most: 5, seconds: 3600 }
/** Longer than looking for an address and mailing take: no time tells whether anybody has the address. */
const answerAfterMs = 1000

async function shown(ctx: ApiContext, { account_id, home_id, member_id, key, ends_at }: Session) {
  const [account, member] = await Promise.all([
    getAccount(ctx.table, account_id),
    member_id ? getMember(ctx.table, home_id, member_id) : undefined,
  ])
  if (!account) throw new Error('a session points to an account that does not exist')
  return {
    account_id,
    account_name: account.name,
    mode: account.mode,
    role: member?.role ?? 'owner',
    ...(member && { email: member.email }),
    can_switch: key === undefined,
    ends_at,
  }
}

function own({ session }: ApiContext): string {
  if (session) return session
  throw new CustomerError('NOT_FOUND', 'this request came with a key: only a browser that signed in has a session')
}

async function current(ctx: ApiContext): Promise<Session> {
  const session = await getSession(ctx.table, own(ctx))
  if (!session) throw new CustomerError('NOT_FOUND', 'this session has ended: sign in again')
  return session
}

/** Who opens a session with a key, or with the token of a link. */
async function openerOf(
  { table }: ApiContext,
  { api_key, token }: { api_key?: string | undefined; token?: string | undefined },
  now: Date,
) {
  if (token === undefined) {
    const { account_id, expires_on } = await accountOfKey(table, api_key, now)
    return { opener: { account_id, key: sha256(api_key!) }, until: expires_on }
  }
  const { account_id, member_id } = await takeToken(table, token, now)
  if (!member_id) return { opener: { account_id }, until: undefined }
  // A link outlives neither its member nor a change of heart: the member must still be there.
  if (!(await updateMember(table, { account_id, id: member_id }, { last_signed_in_at: now.toISOString() }))) {
    throw new CustomerError('INVALID_AUTHORIZATION', 'this link was used or is too old: ask for another')
  }
  return { opener: { account_id, member_id }, until: undefined }
}

/** Mails a link for each account in which the address is a member. A mail that fails changes no answer. */
async function mailLinks(ctx: ApiContext, email: string): Promise<void> {
  const now = ctx.now()
  for (const { account_id, member_id } of await membershipsOf(ctx.table, addressDigest(email))) {
    const [account, member] = await Promise.all([
      getAccount(ctx.table, account_id),
      getMember(ctx.table, account_id, member_id),
    ])
    if (!account || !member) continue
    const link = signInAddress(ctx.dashboardUrl, await newSignIn(ctx.table, { account_id, member_id }, { now }))
    const news = { reason: 'asked' as const, account_name: account.name, role: member.role, link }
    await ctx.mailer.send(member.email, signInMail(news)).catch(() => {})
  }
}

/** People who look at an account with a browser. */
export const sessions = serve(sessionOperations, {
  async create(ctx, { body }) {
    const now = ctx.now()
    const { opener, until } = await openerOf(ctx, body, now)
    const { secret, session } = await openSession(ctx.table, opener, { now, until })
    const headers = { 'content-type': 'application/json', 'set-cookie': sessionCookie(secret, now, session) }
    return new Reply(201, headers, JSON.stringify(await shown(ctx, session)))
  },
  current: async (ctx) => shown(ctx, await current(ctx)),
  async links(ctx, { body: { email } }) {
    const window = Math.floor(ctx.now().getTime() / 1000 / links.seconds) * links.seconds
    if ((await addLinkRequest(ctx.table, addressDigest(email), window, links.seconds)) > links.most) {
      const message = `at most ${links.most} links an hour for one address: come back later`
      throw new CustomerError('TOO_MANY_REQUESTS', message, { retryAfter: links.seconds })
    }
    await Promise.all([mailLinks(ctx, email), wait(answerAfterMs)])
    return { note: 'If a member has this address, a link is on its way.' }
  },
  async patch(ctx, { body: { mode } }) {
    const session = await current(ctx)
    const account = await getAccount(ctx.table, session.account_id)
    if (!account) throw new Error('a session points to an account that does not exist')
    if (account.mode === mode) return shown(ctx, session)
    if (session.key) {
      throw new CustomerError(
        'FORBIDDEN',
        `this session was opened with a ${account.mode} key, which is for ${account.mode} data alone`,
      )
    }
    await turnSession(ctx.table, own(ctx), account.twin_id)
    return shown(ctx, { ...session, account_id: account.twin_id })
  },
  async removeAll(ctx) {
    const sessions_from = ctx.now().toISOString()
    const session = ctx.session ? await current(ctx) : undefined
    if (session?.member_id) {
      await updateMember(ctx.table, { account_id: session.home_id, id: session.member_id }, { sessions_from })
    } else await updateAccount(ctx.table, session?.home_id ?? ctx.account_id, { sessions_from })
    return new Reply(204, { 'set-cookie': noCookie }, '')
  },
  async remove(ctx) {
    await deleteSession(ctx.table, own(ctx))
    return new Reply(204, { 'set-cookie': noCookie }, '')
  },
})
