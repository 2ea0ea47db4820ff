import { CustomerError } from '../model/errors.ts'
import type { Resource } from '../model/resource.ts'
import { type Graph, graphOf, refKey } from '../planner/graph.ts'
import type { Ref } from '../planner/planned.ts'
import { applied } from './applied.ts'
import { findIn, show } from './find.ts'
import type { ApiContext, Json, Noun } from './noun.ts'
import { called, named } from './references.ts'
import { type View, writing } from './write.ts'

interface Asked {
  params: { id: string }
  body?: { cascade_to_all?: boolean | undefined; cascade_to?: string[] | undefined } | undefined
}

/** Archiving needs everything downstream archived, unarchiving everything upstream unarchived, unless it is taken along. */
export function archiveVerbsOf(noun: Noun) {
  const move = async (ctx: ApiContext, asked: Asked, into: 'archive' | 'unarchive'): Promise<Json> => {
    const { all, id } = await writing(ctx, ({ all }: View) => {
      const start = findIn(noun, all, asked.params.id)
      const graph = graphOf(ctx.nouns, all)
      const chain = into === 'archive' ? archivedWith(start, graph) : unarchivedWith(start, graph)
      refuseUnasked(start, chain, asked, into)
      const now = ctx.now().toISOString()
      const changes = { archived_at: into === 'archive' ? now : undefined, updated_at: now }
      const write = { update: chain.map(({ type, id }) => ({ type, id, changes })) }
      return { write, changed: chain, result: { all: applied(all, write), id: start.id } }
    })
    const resource = findIn(noun, all, id)
    await noun.observer?.written(ctx, resource)
    return (await show(ctx, noun, [resource], all))[0]!
  }
  return {
    archive: (ctx: ApiContext, asked: Asked) => move(ctx, asked, 'archive'),
    unarchive: (ctx: ApiContext, asked: Asked) => move(ctx, asked, 'unarchive'),
  }
}

/** Streams and traits are archived when all datasets and sources that make them are archived. */
const madeByDatasets = (one: Resource) => one.type === 'streams' || one.type === 'traits'

function archivedWith(start: Resource, graph: Graph): Resource[] {
  const chain = new Map<string, Resource>(start.archived_at ? [] : [[refKey(start), start]])
  const gone = (ref: Ref) => chain.has(refKey(ref)) || Boolean(graph.get(ref)?.archived_at)
  for (const one of chain.values()) {
    for (const next of graph.downstreamsOf(one)) {
      if (next.archived_at || next.type === 'people') continue
      if (madeByDatasets(next) && !graph.upstreamsOf(next).every(gone)) continue
      chain.set(refKey(next), next)
    }
  }
  return [...chain.values()]
}

function unarchivedWith(start: Resource, graph: Graph): Resource[] {
  const chain = new Map<string, Resource>(start.archived_at ? [[refKey(start), start]] : [])
  for (const one of chain.values()) {
    const made =
      one.type === 'datasets' || one.type === 'sources' ? graph.downstreamsOf(one).filter(madeByDatasets) : []
    const upstream = graph.upstreamsOf(one).map(graph.get)
    for (const next of [...made, ...upstream]) if (next?.archived_at) chain.set(refKey(next), next)
  }
  return [...chain.values()]
}

function refuseUnasked(start: Resource, chain: Resource[], { body }: Asked, into: 'archive' | 'unarchive'): void {
  if (body?.cascade_to_all) return
  const along = new Set(body?.cascade_to)
  const unasked = chain.filter(
    (one) => one !== start && !madeByDatasets(one) && !along.has(one.id) && !along.has(one.type),
  )
  if (!unasked.length) return
  const names = unasked.map((one) => `${called(one)} (${one.id})`).join(', ')
  const where = into === 'archive' ? 'made from it and not archived' : 'what it is made from and archived'
  throw new CustomerError(
    'CONFLICT',
    `can't ${into} ${called(start)}: ${names} ${unasked.length > 1 ? 'are' : 'is'} ${where}; name them in cascade_to, or say cascade_to_all: true`,
    { context: { users: unasked.map(named) } },
  )
}
