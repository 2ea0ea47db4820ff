import { uuidOf } from '../../engines/personas/random.ts'
import { CustomerError, isCustomerError } from '../../model/errors.ts'
import { listResources } from '../../ports/store/resources.ts'
import type { ApiContext, Json } from '../../verbs/noun.ts'
import { literate } from './literate.ts'

/**
 * The traits that persona sets of the account measure on streams (`orders_count`, `orders_share_product:mug`), by name. They
 * are nobody's resource: their ids are made from their names, and nothing of them can be changed.
 */
export async function computedTraits(ctx: ApiContext): Promise<Json[]> {
  const sets = await listResources(ctx.table, ctx.account_id, 'persona_sets')
  const found = new Map<string, Json>()
  for (const { output, created_at, status_changed_at } of sets) {
    for (const { name, literate: called, unit, stream } of output?.computed ?? []) {
      if (found.has(name)) continue
      found.set(name, {
        id: uuidOf(`computed trait:${ctx.account_id}:${name}`),
        resource_type: 'traits',
        created_at,
        updated_at: status_changed_at,
        status: 'ready',
        status_changed_at,
        last_updated_config_at: created_at,
        name,
        literate: literate(called),
        category: 'computed',
        type: 'double',
        ...(unit && { unit }),
        stream_name: stream,
        emitted_by_datasets: [],
      })
    }
  }
  return [...found.values()].sort((a, b) => (String(a.name) < String(b.name) ? -1 : 1))
}

/** @param done what was asked for: `changed`, `deleted` */
export const refuseComputed = (trait: Json, done: string): CustomerError =>
  new CustomerError(
    'CONFLICT',
    `trait "${trait.name}" is measured on the stream "${trait.stream_name}" by a persona set: it can't be ${done}`,
  )

/**
 * The answer about a trait that datasets fill; where there is none of this id or name, that about the computed one.
 */
export async function orComputed<Answer>(
  ctx: ApiContext,
  id: string,
  ofDatasets: () => Promise<Answer>,
  ofComputed: (trait: Json) => Answer,
): Promise<Answer> {
  try {
    return await ofDatasets()
  } catch (error) {
    if (!(isCustomerError(error) && error.code === 'NOT_FOUND')) throw error
    const computed = (await computedTraits(ctx)).find((trait) => trait.id === id || trait.name === id)
    if (!computed) throw error
    return ofComputed(computed)
  }
}
