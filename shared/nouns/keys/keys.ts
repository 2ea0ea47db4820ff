import { CustomerError, notFound } from '../../model/errors.ts'
import { getAccount } from '../../ports/store/accounts.ts'
import { deleteApiKey, type ListedKey, listApiKeys } from '../../ports/store/api-keys.ts'
import { serve } from '../../verbs/serve.ts'
import { keyOperations } from './contract.ts'
import { newKey } from './new-key.ts'

const mostKeys = 50

const shown = ({ id, name, prefix, scope, created_at, expires_on, last_used_on }: ListedKey) => ({
  id,
  name,
  prefix,
  scope: scope ?? 'all',
  created_at,
  ...(expires_on && { expires_on }),
  ...(last_used_on && { last_used_on }),
})

/** Keys by which programs speak for the account: for owners, and for programs that have a key of the whole account. */
export const apiKeys = serve(keyOperations, {
  list: async (ctx) => (await listApiKeys(ctx.table, ctx.account_id)).map(shown),
  async create(ctx, { body }) {
    const now = ctx.now()
    if (body.expires_on && Date.parse(body.expires_on) <= now.getTime()) {
      throw new CustomerError('VALIDATION_FAILED', 'a key must expire in the future', {
        validationErrors: [
          {
            path: 'expires_on',
            message: `must be later than now, but is "${body.expires_on}"`,
            context: { errorType: 'past' },
          },
        ],
      })
    }
    if ((await listApiKeys(ctx.table, ctx.account_id)).length >= mostKeys) {
      throw new CustomerError('MAX_RESOURCES_REACHED', `an account has at most ${mostKeys} keys: revoke one first`)
    }
    const account = await getAccount(ctx.table, ctx.account_id)
    if (!account) throw new Error('a caller of an account that does not exist')
    const made = await newKey(ctx.table, account, body, now)
    return { ...shown(made), key: made.key }
  },
  async remove(ctx, { params: { id } }) {
    const key = (await listApiKeys(ctx.table, ctx.account_id)).find((one) => one.id === id)
    if (!key) throw notFound('key', id)
    await deleteApiKey(ctx.table, key)
  },
})
