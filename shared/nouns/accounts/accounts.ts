import { notFound } from '../../model/errors.ts'
import { type Account, getAccount, updateAccount } from '../../ports/store/accounts.ts'
import type { ApiContext } from '../../verbs/noun.ts'
import { serve } from '../../verbs/serve.ts'
import { accountOperations } from './contract.ts'
import { slugOf } from './slug.ts'

const own = async (ctx: ApiContext): Promise<Account> => {
  const account = await getAccount(ctx.table, ctx.account_id)
  if (!account) throw new Error('an API key points to an account that does not exist')
  return account
}

const shown = ({ id, name, mode, twin_id, created_at, avoid_protected_traits, currency, time_zone }: Account) => ({
  id,
  resource_type: 'accounts',
  created_at,
  updated_at: created_at,
  status: 'ready',
  status_changed_at: created_at,
  last_updated_config_at: created_at,
  name,
  ...(slugOf(name) !== undefined && { slug: slugOf(name) }),
  mode,
  avoid_protected_traits: avoid_protected_traits ?? false,
  currency: currency ?? 'USD',
  time_zone: time_zone ?? 'UTC',
  twin_account_id: twin_id,
})

/** A key sees its own account and no other, not even the twin of the other mode. */
export const accounts = serve(accountOperations, {
  list: async (ctx, { query }) => (query.ids?.includes(ctx.account_id) === false ? [] : [shown(await own(ctx))]),
  current: async (ctx) => shown(await own(ctx)),
  async read(ctx, { params }) {
    if (params.id !== ctx.account_id) throw notFound('account', params.id)
    return shown(await own(ctx))
  },
  async patch(ctx, { params, body }) {
    if (params.id !== ctx.account_id && params.id !== 'current') throw notFound('account', params.id)
    if (Object.keys(body).length) await updateAccount(ctx.table, ctx.account_id, body)
    return shown(await own(ctx))
  },
})
