import type { Resource } from '../../model/resource.ts'
import { listRejections, listSampled } from '../../ports/store/observed-events.ts'
import { archiveVerbsOf } from '../../verbs/archive.ts'
import { find, show } from '../../verbs/find.ts'
import type { ApiContext, Json, Noun } from '../../verbs/noun.ts'
import { refuse } from '../../verbs/refuse.ts'
import { serve } from '../../verbs/serve.ts'
import { verbsOf } from '../../verbs/verbs.ts'
import { Source, SourceConfig, SourceWithKey, sourceOperations } from './contract.ts'
import { isValid } from './valid-key.ts'
import { giveWriteKey } from './write-keys.ts'

declare module '../../model/resource.ts' {
  interface Shapes {
    sources: { config: SourceConfig; output: never }
  }
}

export const sourceNoun: Noun<'sources'> = {
  type: 'sources',
  operations: sourceOperations,
  components: { configs: { SourceConfig }, answers: { Source, SourceWithKey } },
  reads: () => ({}),
  schema: SourceConfig,
  complete: (config) => config,
  check({ identifiers }) {
    const seen = new Set<string>()
    for (const [index, { kind }] of identifiers.entries()) {
      const at = `identifiers.${index}.kind`
      if (kind === 'group_id') refuse(at, 'group_id identifies a company and never joins people')
      if (seen.has(kind)) refuse(at, `identifiers has "${kind}" twice`)
      seen.add(kind)
    }
  },
  alongside({ before, after }) {
    if (after) return {}
    return { write_keys: { remove: (before?.write_keys ?? []).map(({ sha256 }) => sha256) } }
  },
  show: ({ write_keys = [] }, _related, ctx) => ({
    write_keys: write_keys.filter((one) => isValid(one, ctx.now())).map(({ sha256: _hash, ...shown }) => shown),
  }),
}

const verbs = verbsOf(sourceNoun)

const withKey = async (ctx: ApiContext, id: string, graceHours: number): Promise<Json> => {
  const { key, source } = await giveWriteKey(ctx, id, graceHours)
  const [shown] = await show(ctx, sourceNoun as unknown as Noun, [source as Resource], [])
  return { ...shown, write_key: key }
}

export const sources = serve(sourceOperations, {
  ...verbs,
  ...archiveVerbsOf(sourceNoun),
  /** Two writes: a call that is killed in between leaves a source without a key, and `rotate` gives it one. */
  async create(ctx, input) {
    const { id } = await verbs.create(ctx, input)
    return withKey(ctx, String(id), 0)
  },
  rotate: (ctx, { params, body }) => withKey(ctx, params.id, body?.grace_hours ?? 24),
  async rejections(ctx, { params }) {
    const { id } = await find(ctx, sourceNoun, params.id)
    return listRejections(ctx.table, ctx.account_id, id)
  },
  async events(ctx, { params, query }) {
    const { id } = await find(ctx, sourceNoun, params.id)
    return listSampled(ctx.table, ctx.account_id, id, query.limit)
  },
})
