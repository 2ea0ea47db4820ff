import type { BuildContext } from '../../../builds/build-context.ts'
import { newId } from '../../../model/ids.ts'
import type { Resource } from '../../../model/resource.ts'
import { newResource } from '../../../verbs/verbs.ts'
import { writing } from '../../../verbs/write.ts'

/** Fewer than a transaction takes. */
const namesAtOnce = 90

/** Gives the account a resource for each stream and each trait of these names that it has not yet. */
export async function makeNames(ctx: BuildContext, names: Record<'streams' | 'traits', string[]>): Promise<void> {
  const { account_id } = ctx.build
  const create = newResource({ ...ctx, account_id, newId })
  for (let left = Number.POSITIVE_INFINITY; left > 0; ) {
    left = await writing({ ...ctx, account_id }, ({ all }) => {
      const missing = (['streams', 'traits'] as const).flatMap((type) => {
        const known = new Set(all.filter((one) => one.type === type).map(({ config }) => String(config.name)))
        return names[type].filter((name) => !known.has(name)).map((name): Resource => create(type, { name }))
      })
      const put = missing.slice(0, namesAtOnce)
      return { write: { put }, changed: [], result: missing.length - put.length }
    })
  }
}
