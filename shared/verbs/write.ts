import { setTimeout as wait } from 'node:timers/promises'
import { CustomerError } from '../model/errors.ts'
import type { Resource, ResourceType } from '../model/resource.ts'
import type { AccountContext } from '../ports/context.ts'
import { type Account, getAccount } from '../ports/store/accounts.ts'
import { type ConfigWrite, listResources, writeConfig } from '../ports/store/resources.ts'

/** An account as a decision sees it: all of its resources, at one version. */
export interface View {
  account: Account
  all: Resource[]
}

export interface Decision<Result> {
  write: ConfigWrite
  /** The resources that changed. A caller who waits for events looks at these. */
  changed: { type: ResourceType; id: string }[]
  result: Result
}

/** A transaction ends at 100 actions; one of them is the account's version, one may be the request's Idempotency-Key. */
const maxActions = 98
const maxTries = 8

/**
 * Every config write: read the whole account, decide, write under the version that was read; when another write came
 * between, decide again on what is true now. So nothing that is used is deleted, and no name is taken twice.
 */
export async function writing<Result>(ctx: AccountContext, decide: (view: View) => Decision<Result>): Promise<Result> {
  for (let attempt = 1; attempt <= maxTries; attempt++) {
    const view = await readView(ctx)
    const { write, changed, result } = decide(view)
    const actions = (write.put?.length ?? 0) + (write.update?.length ?? 0) + (write.remove?.length ?? 0)
    if (!actions) return result
    if (actions > maxActions) {
      const message = `this changes ${actions} resources at once, at most ${maxActions} can be: take smaller steps`
      throw new CustomerError('VALIDATION_FAILED', message)
    }
    if (await writeConfig(ctx.table, view.account, write)) {
      for (const { type, id } of changed) {
        await ctx.bus.put('resource.changed', { account_id: ctx.account_id, resource_type: type, resource_id: id })
      }
      return result
    }
    // Those who lost come back spread out, so that somebody wins every time.
    await wait(Math.random() * 40 * attempt)
  }
  throw new CustomerError('TOO_MANY_REQUESTS', 'others are changing this account at the same time: try again')
}

async function readView(ctx: AccountContext): Promise<View> {
  // The version first: what is read after it is at least as new, so a decision on it can't be older than it says.
  const account = await getAccount(ctx.table, ctx.account_id)
  if (!account) throw new Error('an API key points to an account that does not exist')
  return { account, all: await listResources(ctx.table, ctx.account_id) }
}
