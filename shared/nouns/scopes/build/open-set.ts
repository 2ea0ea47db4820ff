import type { BuildContext } from '../../../builds/build-context.ts'
import { REASONS } from '../../../engines/personas/assign/why.ts'
import { keptTraits } from '../../../engines/personas/encode/encoder.ts'
import { quoteName, quoteTexts } from '../../../engines/sql/quote.ts'
import type { Duck } from '../../../lake/duck.ts'
import type { FeatureRelations } from '../../../lake/features/traits-sql.ts'
import type { PeoplePart } from '../../../lake/keys.ts'
import { openPeopleShard } from '../../../lake/people-shard.ts'
import { openSharded } from '../../../lake/sharded-view.ts'
import { assignPeople } from '../../persona_sets/build/assign-people.ts'
import { readModel } from '../../persona_sets/build/stored-model.ts'
import type { ScopePlan } from './prepare.ts'

/**
 * Makes the view `set <id>`: the assignment of everybody of the view `population`. Members of the set's cohort have
 * theirs from its build; others (leads, say) are assigned now, under the same model, on what is known of them. Gives
 * the expression that tells what decided, for a row of that view.
 */
export async function openSet(
  db: Duck,
  ctx: BuildContext,
  plan: ScopePlan,
  id: string,
  at: { shard: number; shards: number; scratch: string },
): Promise<(row: string) => string> {
  const set = plan.persona_sets[id]!
  const [assigned, outside, late] = [`assigned ${id}`, `outside ${id}`, `late ${id}`]
  await openSharded(db, ctx.lake, assigned, set, 'assignments', at)
  const { model, dimensions } = await readModel(ctx.lake, set.prefix)
  await db.run(
    `CREATE VIEW ${quoteName(outside)} AS SELECT person_id FROM population ANTI JOIN ${quoteName(assigned)} USING (person_id)`,
  )
  const [missing] = await db.rows<{ n: number }>(`SELECT count(*) AS n FROM ${quoteName(outside)}`)
  let everybody = `SELECT * FROM ${quoteName(assigned)}`
  if (missing?.n) {
    const streams = [...new Set(dimensions.flatMap((one) => one.stream ?? []))]
    const parts: PeoplePart[] = ['traits', ...streams.map((name): PeoplePart => `stream-${name}`)]
    await openPeopleShard(db, ctx.lake, plan.people, at.shard, parts, ctx.scratch)
    const relations: FeatureRelations = {
      members: quoteName(outside),
      traits: 'traits',
      stream: (name) => quoteName(`stream-${name}`),
    }
    await assignPeople(db, late, model, dimensions, relations, Date.parse(set.as_of))
    everybody += ` UNION ALL BY NAME SELECT * FROM ${quoteName(late)}`
  }
  await db.run(`CREATE VIEW ${quoteName(`set ${id}`)} AS ${everybody}`)

  const names = quoteTexts(keptTraits(model.encoder).map((trait) => trait.literate))
  const reasons = Array.from({ length: REASONS }, (_, reason) => `list_extract(${names}, %.decided_${reason + 1} + 1)`)
  return (row) => `nullif(concat_ws('; ', ${reasons.join(', ').replaceAll('%', row)}), '')`
}
