import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BuildContext } from '../../../builds/build-context.ts'
import type { Model } from '../../../engines/personas/model.ts'
import { quoteName, quoteText } from '../../../engines/sql/quote.ts'
import type { Duck } from '../../../lake/duck.ts'
import { buildKeys, exportKeys } from '../../../lake/keys.ts'
import { type WrittenColumn, writtenRows } from '../../../lake/written-values.ts'
import { joinObjects } from '../../../ports/aws/join-objects.ts'
import { identityColumns } from '../../people/identity-columns.ts'
import { personaColumns, textAtPlaceSql } from '../persona-columns.ts'
import { personaName } from '../persona-name.ts'
import type { PersonasPlan } from './prepare.ts'

/**
 * Writes one shard's lines of the set's own CSV, everybody with their persona, from the views `assigned` and `people`;
 * the first shard's begin with the header. Ids and names are the model's, so no other shard needs to be known. Gives the
 * part's size in bytes.
 */
export async function writeCsvPart(
  db: Duck,
  ctx: BuildContext,
  plan: PersonasPlan,
  { personas }: Model,
  shard: number,
): Promise<number> {
  const file = join(ctx.scratch, 'set.csv')
  const described = await db.rows<{ column_name: string }>('DESCRIBE people')
  const identity = identityColumns(described.map((one) => one.column_name))
  const texts = {
    persona_id: personas.map((one) => one.id),
    persona_name: personas.map((one) => personaName(plan, one)),
  }
  const sql = `SELECT a.person_id, ${identity.map((one) => `${one.expression} AS ${quoteName(one.machine_name)}, `).join('')}
      ${personaColumns.map((column) => `${textAtPlaceSql(texts[column], 'a.persona')} AS ${column}`).join(', ')}
    FROM people i RIGHT JOIN assigned a USING (person_id) ORDER BY a.person_id`
  const columns = await db.rows<WrittenColumn>(`DESCRIBE ${sql}`)
  // Customers open this file by hand: no text in it begins a formula.
  await db.run(`COPY (${writtenRows(sql, columns, true)}) TO ${quoteText(file)} (FORMAT csv, HEADER ${shard === 0})`)
  await ctx.lake.putFile(buildKeys.setCsv(ctx.build, shard), file, 'text/csv')
  return (await stat(file)).size
}

/** Joins the parts, whose sizes come in the order of the plan's shards, and gives the CSV's key in the exports bucket. */
export async function joinCsv(ctx: BuildContext, plan: PersonasPlan, bytes: number[]): Promise<string> {
  const key = exportKeys.csv(ctx.build, plan.digest)
  await joinObjects(
    {
      bucket: ctx.lake.name,
      parts: plan.shards.map((shard, i) => ({ key: buildKeys.setCsv(ctx.build, shard), bytes: bytes[i]! })),
    },
    { bucket: ctx.exports.name, key, contentType: 'text/csv; charset=utf-8' },
  )
  return key
}
