import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { explain } from '../../cohorts/index.ts'
import { contentDigest } from '../../lake/content-digest.ts'
import { withDuck } from '../../lake/duck.ts'
import { quoteText } from '../../lake/quote.ts'
import { openSharded } from '../../lake/sharded-view.ts'
import type { StructureColumn } from '../../resources/outputs.ts'
import { type BuildContext, buildPrefix, readPlan, writeNote } from '../build-context.ts'
import { deliveredColumns, identityColumns } from './columns.ts'
import { filterSql } from './filter-sql.ts'
import type { TargetPlan } from './prepare.ts'
import { deliverySql } from './select.ts'

export interface TargetNote {
  rows: number
  bytes: number
  digest: string
  /** The same in every part. */
  structure: StructureColumn[]
}

export const csvPartKey = (ctx: BuildContext, shard: number): string => `${buildPrefix(ctx.build)}part-${shard}.csv`

/** Writes one part of the file; the first has the header. */
export async function shardTarget(ctx: BuildContext, shard: number): Promise<void> {
  const plan = await readPlan<TargetPlan>(ctx)
  const { config, payload, people, names } = plan
  const at = { shard, shards: plan.whole ? 1 : people.shards, scratch: ctx.scratch }
  const note = await withDuck(
    // A join of files in order and a file to write: a second thread costs half as much again, and is waited for anyway.
    { memoryMb: ctx.memoryMb, threads: 1, tmp: ctx.scratch },
    async (db): Promise<TargetNote> => {
      await openSharded(db, ctx.lake, 'predictions', plan.scope, 'predictions.parquet', at)
      await openSharded(db, ctx.lake, 'people', people, 'people.parquet', at)
      if (config.representation.mode === 'referenced') {
        await openSharded(db, ctx.lake, 'refs', people, 'references.parquet', at)
      }
      if (config.filter?.trait?.length) await openSharded(db, ctx.lake, 'traits', people, 'traits.parquet', at)
      const described = await db.rows<{ column_name: string }>('DESCRIBE people')
      const traits = Object.fromEntries(Object.entries(people.traits).map(([name, { type }]) => [name, type]))
      const where = filterSql(config.filter, payload, traits)
      const { sql, structure } = deliverySql({
        config,
        identity: identityColumns(described.map((one) => one.column_name)),
        payload: deliveredColumns(payload, names, config.explain ?? payload.explainability ?? false),
        personas: (payload.persona_set_ids ?? []).map((id) =>
          Object.entries(names.personas[id] ?? {}).map(([persona, name]) => ({ id: persona, name })),
        ),
        where: where.sql,
        salt: ctx.build.resource_id,
      })
      const file = join(ctx.scratch, 'part.csv')
      const limit = plan.row_limit === undefined ? '' : ` LIMIT ${Math.floor(plan.row_limit)}`
      const copy = `COPY (FROM (${sql})${limit}) TO ${quoteText(file)} (FORMAT csv, HEADER ${shard === 0})`
      const rows = await db.run(copy, where.params).catch((error) => {
        throw explain(error)
      })
      await ctx.lake.putFile(csvPartKey(ctx, shard), file, 'text/csv')
      return { rows, bytes: (await stat(file)).size, digest: await contentDigest(file), structure }
    },
  )
  await writeNote(ctx, shard, note)
}
