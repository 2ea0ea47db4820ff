import { CustomerError } from '../../model/errors.ts'
import { ofType, type Resource } from '../../model/resource.ts'
import { graphOf } from '../../planner/graph.ts'
import type { Ref } from '../../planner/planned.ts'
import type { ConfigWrite } from '../../ports/store/resources.ts'
import type { ApiContext, NewResource } from '../../verbs/noun.ts'
import { called } from '../../verbs/references.ts'
import { namesInLog, namesMade } from '../streams/names-made.ts'

const kinds = ['streams', 'traits'] as const

/** A dataset that is made, changed (both given) or deleted. */
interface Change {
  before?: Resource<'datasets'>
  after?: Resource<'datasets'>
  all: Resource[]
  create: NewResource
  ctx: ApiContext
}

/**
 * The streams and traits that a dataset's change makes and unmakes. A name that another dataset or a source makes too stays, and
 * one that is new to the account gets a resource. A patch may not unmake what something reads.
 */
export function madeNames({ before, after, all, create, ctx }: Change): ConfigWrite {
  const id = (before ?? after)?.id
  const others = [
    ...ofType(all, 'datasets')
      .filter((one) => one.id !== id)
      .map(({ config }) => namesMade(config)),
    ...ofType(all, 'sources').map(namesInLog),
  ]
  const write = { put: [] as Resource[], remove: [] as Ref[] }
  for (const kind of kinds) {
    const existing = new Map(all.filter(({ type }) => type === kind).map((one) => [String(one.config.name), one]))
    const made = after ? namesMade(after.config)[kind] : []
    for (const name of made) if (!existing.has(name)) write.put.push(create(kind, { name }))

    const kept = new Set([...made, ...others.flatMap((other) => other[kind])])
    for (const name of before ? namesMade(before.config)[kind] : []) {
      const one = existing.get(name)
      if (!one || kept.has(name)) continue
      if (after) refuseUnmaking(after, one, all, ctx)
      write.remove.push({ type: kind, id: one.id })
    }
  }
  return write
}

function refuseUnmaking(dataset: Resource, one: Resource, all: Resource[], ctx: ApiContext): void {
  const users = graphOf(ctx.nouns, all).downstreamsOf(one)
  if (!users.length) return
  const by = users.map((user) => `${called(user)} (${user.id})`).join(', ')
  throw new CustomerError(
    'CONFLICT',
    `${called(dataset)} must go on making the ${called(one)}, which is in use by ${by}`,
  )
}
