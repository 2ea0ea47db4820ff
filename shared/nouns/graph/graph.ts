import type { Resource } from '../../model/resource.ts'
import { refKey, upstreamsOf } from '../../planner/graph.ts'
import { listResources } from '../../ports/store/resources.ts'
import { serve } from '../../verbs/serve.ts'
import { graphOperations } from './contract.ts'

/** Every edge between two resources; `people`, which customers don't see, is left out. */
function edgesOf(all: Resource[]) {
  const byKey = new Map(all.map((one) => [refKey(one), one]))
  return all
    .filter(({ type }) => type !== 'people')
    .flatMap((downstream) =>
      upstreamsOf(downstream, all)
        .map((ref) => byKey.get(refKey(ref)))
        .filter((upstream): upstream is Resource => upstream !== undefined && upstream.type !== 'people')
        .map((upstream) => ({ ...sideOf('upstream', upstream), ...sideOf('downstream', downstream) })),
    )
}

const sideOf = (side: 'upstream' | 'downstream', { id, type, status, config }: Resource) => ({
  [`${side}_id`]: id,
  [`${side}_type`]: type,
  [`${side}_literate`]: String(config.literate ?? config.name ?? id),
  [`${side}_status`]: status,
})

export const graph = serve(graphOperations, {
  read: async (ctx) => edgesOf(await listResources(ctx.table, ctx.account_id)),
})
