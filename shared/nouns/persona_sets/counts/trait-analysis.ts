import type { ColumnKind } from '../../../engines/personas/columns.ts'
import { type NiceBins, niceBins } from '../../../engines/personas/encode/nice-bins.ts'
import { quoteName } from '../../../engines/sql/quote.ts'
import type { Duck } from '../../../lake/duck.ts'
import { withDuck } from '../../../lake/duck.ts'
import { shardsAsked } from '../../../lake/each-shard.ts'
import { openPeopleShard } from '../../../lake/people-shard.ts'
import { openSharded } from '../../../lake/sharded-view.ts'
import { CustomerError } from '../../../model/errors.ts'
import { ofType } from '../../../model/resource.ts'
import type { AtDesk } from '../../../ports/context.ts'
import { listResources } from '../../../ports/store/resources.ts'
import { findIn } from '../../../verbs/find.ts'
import { notReady } from '../../../verbs/reply.ts'
import { serve } from '../../../verbs/serve.ts'
import { traitAnalysisOperations } from '../../traits/contract.ts'

/** Half a million people each; their values are held together, because quartiles of parts are none. */
const maxShards = 4
const mostValues = 12

type Kind = 'number' | 'date' | 'category' | 'boolean'

/** How one trait is spread in some cohorts, counted when asked, in the same bins for all of them. */
export const traitAnalysis = (atDesk: AtDesk) =>
  serve(traitAnalysisOperations, {
    async analysis(ctx, { params, query }) {
      const all = await listResources(ctx.table, ctx.account_id)
      const trait = String(findIn({ type: 'traits', named: true }, all, params.id).config.name)
      const cohorts = [...new Set(query.cohort_ids)].map((id) => {
        const cohort = findIn({ type: 'cohorts' }, all, id)
        if (!cohort.output) throw notReady('cohort', cohort)
        return { id, name: String(cohort.config.name), output: cohort.output }
      })
      const people = ofType(all, 'people')[0]?.output
      const type = people?.traits[trait]?.type
      if (!people || !type) throw new CustomerError('CONFLICT', `the trait "${trait}" is known of nobody yet`)
      const kind = kindOf(type)
      const shards = shardsAsked(people.shards, maxShards)
      return atDesk(({ scratch, memoryMb }) =>
        withDuck({ memoryMb, threads: 2, tmp: scratch }, async (db) => {
          const column = quoteName(trait)
          const value =
            kind === 'category'
              ? `${column}::VARCHAR`
              : kind === 'boolean'
                ? `${column}::VARCHAR`
                : kind === 'date'
                  ? `epoch_ms(${column}::TIMESTAMP)::DOUBLE / 86400000`
                  : `${column}::DOUBLE`
          await db.run(
            `CREATE TABLE answer (cohort INTEGER, "value" ${kind === 'number' || kind === 'date' ? 'DOUBLE' : 'VARCHAR'})`,
          )
          for (let shard = 0; shard < shards.count; shard++) {
            await openPeopleShard(db, ctx.lake, people, shard, ['traits'], scratch)
            for (const [i, { output }] of cohorts.entries()) {
              await openSharded(db, ctx.lake, 'members', output, 'members', { shard, shards: people.shards, scratch })
              await db.run(`INSERT INTO answer SELECT ${i}, ${value} FROM members LEFT JOIN traits USING (person_id)`)
            }
          }
          const bins = kind === 'number' || kind === 'date' ? await rangesOf(db, kind) : await valuesOf(db)
          const told = await Promise.all(
            cohorts.map(async ({ id, name }, i) => ({
              cohort_id: id,
              name,
              ...(await spreadOf(db, i, bins, shards.scale)),
            })),
          )
          return { trait_name: trait, kind, cohorts: told, ...(shards.scale > 1 && { sampled: true }) }
        }),
      )
    },
  })

function kindOf(type: string): Kind {
  if (type === 'BOOLEAN') return 'boolean'
  if (/^(TIMESTAMP|DATE)/.test(type)) return 'date'
  return /^(U?(TINY|SMALL|BIG|HUGE)?INT|FLOAT|DOUBLE|DECIMAL)/.test(type) ? 'number' : 'category'
}

/** A bin by its label and its condition on a value of the table `answer`. */
interface Bin {
  label: string
  is: string
}
interface Bins {
  bins: Bin[]
  isRange: boolean
}

async function rangesOf(db: Duck, kind: ColumnKind): Promise<Bins> {
  const { columns } = await db.columns('SELECT "value" FROM answer WHERE "value" IS NOT NULL ORDER BY "value"')
  const { edges, top, single, below, above } = niceBins(columns.value!.values as Float64Array, kind)
  const bins = edges.map((edge, i) => {
    const [isFirst, isLast] = [i === 0, i === edges.length - 1]
    const conditions = [isFirst ? 'true' : `"value" >= ${edge}`, isLast ? 'true' : `"value" < ${edges[i + 1]}`]
    const bounds = { edge, next: edges[i + 1] ?? top, isOpenBelow: isFirst && below, isOpenAbove: isLast && above }
    return { label: labelOf(kind, single, bounds), is: conditions.join(' AND ') }
  })
  return { bins, isRange: true }
}

function labelOf(
  kind: ColumnKind,
  single: NiceBins['single'],
  { edge, next, isOpenBelow, isOpenAbove }: { edge: number; next: number; isOpenBelow: boolean; isOpenAbove: boolean },
): string {
  const text = (value: number) =>
    kind === 'date' ? new Date(value * 86_400_000).toISOString().slice(0, 10) : value.toLocaleString('en')
  if (isOpenAbove) return `${text(edge)} +`
  if (isOpenBelow) return `< ${text(single ? edge + 1 : next)}`
  return single ? text(edge) : `${text(edge)} – ${text(next)}`
}

async function valuesOf(db: Duck): Promise<Bins> {
  const rows = await db.rows<{ label: string }>(
    `SELECT "value" AS label FROM answer WHERE "value" IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${mostValues}`,
  )
  const quoted = rows.map(({ label }) => ({ label, is: `"value" = '${label.replaceAll("'", "''")}'` }))
  const rest =
    quoted.length === mostValues ? [{ label: '…', is: `NOT (${quoted.map(({ is }) => is).join(' OR ')})` }] : []
  return { bins: [...quoted, ...rest], isRange: false }
}

async function spreadOf(db: Duck, cohort: number, { bins, isRange }: Bins, scale: number) {
  const counts = bins.map(({ is }, i) => `count(*) FILTER ("value" IS NOT NULL AND ${is}) AS b${i}`)
  const quartiles = isRange ? ', quantile_cont("value", [0.25, 0.5, 0.75]) AS quartiles' : ''
  const [row] = await db.rows<Record<string, number> & { quartiles?: number[] | null }>(
    `SELECT count(*) AS people, count("value") AS known${quartiles}${counts.map((one) => `, ${one}`).join('')} FROM answer WHERE cohort = ${cohort}`,
  )
  const { people = 0, known = 0 } = row ?? {}
  const [low, median, high] = row?.quartiles ?? []
  return {
    people: Math.round(people * scale),
    known_count: Math.round(known * scale),
    quartiles: low === undefined ? null : { low, median: median!, high: high! },
    bins: bins.map(({ label }, i) => {
      const count = row?.[`b${i}`] ?? 0
      return { label, count: Math.round(count * scale), share: known ? count / known : 0 }
    }),
  }
}
