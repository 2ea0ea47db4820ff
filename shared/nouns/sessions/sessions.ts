import { CustomerError } from '../../model/errors.ts'
import { getAccount } from '../../ports/store/accounts.ts'
import { deleteSession, getSession, type Session } from '../../ports/store/sessions.ts'
import type { ApiContext } from '../../verbs/noun.ts'
import { Reply } from '../../verbs/reply.ts'
import { serve } from '../../verbs/serve.ts'
import { accountOfKey } from '../accounts/api-key.ts'
import { sessionOperations } from './contract.ts'
import { noCookie, openSession, sessionCookie } from './session-of.ts'
import { accountOfToken } from './sign-in.ts'

async function shown(ctx: ApiContext, { account_id, ends_at }: Session) {
  const account = await getAccount(ctx.table, account_id)
  if (!account) throw new Error('a session points to an account that does not exist')
  return { account_id, account_name: account.name, mode: account.mode, ends_at }
}

function own({ session }: ApiContext): string {
  if (session) return session
  throw new CustomerError('NOT_FOUND', 'this request came with a key: only a browser that signed in has a session')
}

/** People who look at an account with a browser. */
export const sessions = serve(sessionOperations, {
  async create(ctx, { body }) {
    const now = ctx.now()
    const { account_id, expires_on: until } =
      body.token === undefined
        ? await accountOfKey(ctx.table, body.api_key, now)
        : { account_id: await accountOfToken(ctx.table, body.token, now) }
    const { secret, session } = await openSession(ctx.table, account_id, { now, ...(until && { until }) })
    const headers = { 'content-type': 'application/json', 'set-cookie': sessionCookie(secret, now, session) }
    return new Reply(201, headers, JSON.stringify(await shown(ctx, session)))
  },
  async current(ctx) {
    const session = await getSession(ctx.table, own(ctx))
    if (!session) throw new CustomerError('NOT_FOUND', 'this session has ended: sign in again')
    return shown(ctx, session)
  },
  async remove(ctx) {
    await deleteSession(ctx.table, own(ctx))
    return new Reply(204, { 'set-cookie': noCookie }, '')
  },
})
