import type { Resource } from '../../model/resource.ts'
import { listRejections, listSampled } from '../../ports/store/observed-events.ts'
import { archiveVerbsOf } from '../../verbs/archive.ts'
import { buildsOf } from '../../verbs/builds.ts'
import { find, show } from '../../verbs/find.ts'
import { forceUpdateOf } from '../../verbs/force-update.ts'
import type { ApiContext, Json, Noun } from '../../verbs/noun.ts'
import { refuse } from '../../verbs/refuse.ts'
import { serve } from '../../verbs/serve.ts'
import { verbsOf } from '../../verbs/verbs.ts'
import { madeOnlyBy } from '../streams/made-by-datasets.ts'
import { namesInLog } from '../streams/names-made.ts'
import { Source, SourceConfig, SourceWithKey, sourceOperations } from './contract.ts'
import { eventFormat } from './event-format.ts'
import type { SourceOutput } from './output.ts'
import { isValid } from './valid-key.ts'
import { giveWriteKey } from './write-keys.ts'

export const sourceNoun: Noun<'sources'> = {
  type: 'sources',
  operations: sourceOperations,
  components: { configs: { SourceConfig }, answers: { Source, SourceWithKey } },
  machine: {
    name: 'gather',
    steps: [
      { name: 'prepare', doing: 'looking for new events' },
      { name: 'survey', doing: 'counting the names of events', over: 'shards', weight: 2 },
      { name: 'choose', doing: 'choosing streams and columns', plansShards: true },
      { name: 'shard', doing: 'reading events', over: 'shards', weight: 4 },
      { name: 'agree', doing: 'comparing how the parts write dates and numbers', plansShards: true },
      { name: 'reread', doing: 'reading some parts once more', over: 'shards' },
      { name: 'finish', doing: 'putting the parts together' },
    ],
  },
  reads: () => ({}),
  makes: namesInLog,
  // The build reads what came in, whatever these say now.
  shownOnly: ['enabled', 'identify', 'allowed_origins', 'cadence', 'retention_days'],
  inputs(source, { logs }) {
    const { through, open, since } = logs[source.id] ?? {}
    if (through === undefined && !source.read_until && !source.built_digest) {
      return { waitsFor: waitsForEvents(source.config.cadence, open) }
    }
    return { inputs: { format: eventFormat, through, ...(since !== undefined && { since }) } }
  },
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
  alongside({ before, after, all }) {
    if (after || !before) return {}
    return {
      remove: madeOnlyBy(before, all),
      write_keys: { remove: (before?.write_keys ?? []).map(({ sha256 }) => sha256) },
    }
  },
  show: ({ write_keys = [], output }, _related, ctx) => ({
    ...(output && outputFields(output)),
    write_keys: write_keys.filter((one) => isValid(one, ctx.now())).map(({ sha256: _hash, ...shown }) => shown),
  }),
}

/** The sentence of a source of which nothing was read yet. */
function waitsForEvents(cadence: SourceConfig['cadence'], open: string | undefined): string {
  if (open === undefined) return 'waits for its first events'
  if (cadence === 'manual') return 'has events, and reads them when force_update asks for it'
  const which = cadence === 'hourly' ? 'hour' : 'day (UTC)'
  return `has events, and reads them 20 minutes after the end of their ${which}, or at once when force_update asks for it`
}

const outputFields = ({ manifest_key: _key, ...shown }: SourceOutput): Json => shown

const verbs = verbsOf(sourceNoun)

const withKey = async (ctx: ApiContext, id: string, graceHours: number): Promise<Json> => {
  const { key, source } = await giveWriteKey(ctx, id, graceHours)
  const [shown] = await show(ctx, sourceNoun as unknown as Noun, [source as Resource], [])
  return { ...shown, write_key: key }
}

export const sources = serve(sourceOperations, {
  ...verbs,
  ...archiveVerbsOf(sourceNoun),
  builds: buildsOf(sourceNoun),
  forceUpdate: forceUpdateOf(
    sourceNoun,
    () => [],
    (now) => ({ read_until: now }),
  ),
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
