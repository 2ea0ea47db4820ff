import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type JoinedPart, joinObjects } from '../../aws/join-objects.ts'
import { withDuck } from '../../lake/duck.ts'
import { quoteName, quoteText } from '../../lake/quote.ts'
import { openSharded } from '../../lake/sharded-view.ts'
import type { PersonaSummary } from '../../resources/outputs.ts'
import { personaName } from '../../resources/persona-name.ts'
import { type BuildContext, buildPrefix } from '../build-context.ts'
import { identityColumns } from '../deliver/columns.ts'
import type { PersonasPlan } from './prepare.ts'

/** Writes the set's own CSV, everybody with their persona, and gives its key in the exports bucket. */
export async function writeSetCsv(ctx: BuildContext, plan: PersonasPlan, personas: PersonaSummary[]): Promise<string> {
  const key = `${ctx.build.account_id}/persona_sets/${ctx.build.resource_id}/${plan.digest}.csv`
  const contentType = 'text/csv; charset=utf-8'
  const file = join(ctx.scratch, 'set.csv')
  const parts: JoinedPart[] = []
  for (const shard of plan.shards) {
    await writeShardCsv(ctx, plan, personas, shard, file)
    if (plan.shards.length === 1) {
      await ctx.exports.putFile(key, file, contentType)
      return key
    }
    const part = `${buildPrefix(ctx.build)}set-${shard}.csv`
    await ctx.lake.putFile(part, file, 'text/csv')
    parts.push({ key: part, bytes: (await stat(file)).size })
  }
  await joinObjects({ bucket: ctx.lake.name, parts }, { bucket: ctx.exports.name, key, contentType })
  return key
}

async function writeShardCsv(
  ctx: BuildContext,
  plan: PersonasPlan,
  personas: PersonaSummary[],
  shard: number,
  file: string,
): Promise<void> {
  await withDuck({ memoryMb: ctx.memoryMb, threads: 1, tmp: ctx.scratch }, async (db) => {
    const at = { shard, shards: plan.people.shards, scratch: ctx.scratch }
    await openSharded(db, ctx.lake, 'people', plan.people, 'people.parquet', at)
    await openSharded(db, ctx.lake, 'assignments', { ...plan, shards: plan.shards.length }, 'assignments.parquet', at)
    const described = await db.rows<{ column_name: string }>('DESCRIBE people')
    const identity = identityColumns(described.map((one) => one.column_name))
    const list = (values: string[]) => `[${values.map(quoteText).join(', ')}]`
    await db.run(`COPY (
      SELECT a.person_id, ${identity.map((one) => `${one.expression} AS ${quoteName(one.machine_name)}, `).join('')}
        list_extract(${list(personas.map((one) => one.id))}, a.persona + 1) AS persona_id,
        list_extract(${list(personas.map((one) => personaName(plan, one)))}, a.persona + 1) AS persona_name
      FROM assignments a LEFT JOIN people i USING (person_id) ORDER BY a.person_id
    ) TO ${quoteText(file)} (FORMAT csv, HEADER ${shard === 0})`)
  })
}
