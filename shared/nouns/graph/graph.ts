import type { Resource } from '../../model/resource.ts'
import { type Graph, graphOf } from '../../planner/graph.ts'
import { listResources } from '../../ports/store/resources.ts'
import { serve } from '../../verbs/serve.ts'
import { graphOperations } from './contract.ts'

/** Every edge between two resources; `people`, which customers don't see, is left out. */
function edgesOf({ all, get, upstreamsOf }: Graph) {
  return all
    .filter(({ type }) => type !== 'people')
    .flatMap((downstream) =>
      upstreamsOf(downstream)
        .map(get)
        .filter((upstream) => upstream !== undefined)
        .filter(({ type }) => type !== 'people')
        .map((upstream) => ({ ...sideOf('upstream', upstream), ...sideOf('downstream', downstream) })),
    )
}

const sideOf = (side: 'upstream' | 'downstream', { id, type, status, config }: Resource) => ({
  [`${side}_id`]: id,
  [`${side}_type`]: type,
  [`${side}_literate`]: ('literate' in config && config.literate) || config.name || id,
  [`${side}_status`]: status,
})

export const graph = serve(graphOperations, {
  read: async (ctx) => edgesOf(graphOf(ctx.nouns, await listResources(ctx.table, ctx.account_id))),
})
