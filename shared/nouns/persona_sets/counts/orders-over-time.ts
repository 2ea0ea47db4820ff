import { quoteName } from '../../../engines/sql/quote.ts'
import { eachShard, shardsAsked } from '../../../lake/each-shard.ts'
import { openPeopleShard } from '../../../lake/people-shard.ts'
import { CustomerError } from '../../../model/errors.ts'
import { ofType } from '../../../model/resource.ts'
import type { AtDesk } from '../../../ports/context.ts'
import { listResources } from '../../../ports/store/resources.ts'
import type { ApiContext } from '../../../verbs/noun.ts'
import { called } from '../../../verbs/references.ts'
import { refuse } from '../../../verbs/refuse.ts'
import { personaName } from '../persona-name.ts'
import { builtSet, openAssignments } from './built-sets.ts'

type Grain = 'day' | 'week' | 'month'

/** Two files each: the stream and the assignments. */
const maxShards = 4
const mostPeriods = 400
/** So many periods without a first day. */
const usual: Record<Grain, number> = { day: 92, week: 53, month: 24 }
const dayMs = 86_400_000

interface Sums {
  orders: number
  buyers: number
  value: number
}

/** The orders of a set's cohort by the persona that each person has today, up to the moment that the set was counted at. */
export async function ordersOverTime(
  ctx: ApiContext,
  atDesk: AtDesk,
  id: string,
  { grain, since, until }: { grain: Grain; since?: string | undefined; until?: string | undefined },
) {
  const all = await listResources(ctx.table, ctx.account_id)
  const set = builtSet(all, id)
  const stream = ofType(all, 'cohorts').find((one) => one.id === set.config.cohort_id)?.config.stream_name
  const people = ofType(all, 'people')[0]?.output
  const facts = stream && people?.streams[stream]
  if (!stream || !people || !facts) {
    throw new CustomerError('CONFLICT', `${called(set)} tells of no orders: its cohort is of no stream of events`)
  }
  const last = until ?? (facts.newest || set.output.as_of).slice(0, 10)
  const periods = periodsOf(grain, since, last)
  const shards = shardsAsked(people.shards, maxShards)
  const found = new Map<string, Sums>()
  const hasValue = facts.properties.value !== undefined
  if (periods.length > 0) {
    await eachShard(atDesk, shards, async (db, at) => {
      await openPeopleShard(db, ctx.lake, people, at.shard, [`stream-${stream}`], at.scratch)
      await openAssignments(db, ctx.lake, set, 'assignments', { ...at, shards: people.shards })
      const rows = await db.rows<Sums & { persona: number; period: number }>(
        `SELECT a.persona, date_trunc('${grain}', e.datetime)::TIMESTAMP AS period, count(*) AS orders,
           count(DISTINCT person_id) AS buyers, ${hasValue ? 'coalesce(sum(e.value), 0)::DOUBLE' : '0'} AS value
         FROM ${quoteName(`stream-${stream}`)} e JOIN assignments a USING (person_id)
         WHERE e.datetime >= $1 AND e.datetime < $2 AND e.datetime <= $3 GROUP BY ALL`,
        [new Date(periods[0]!.from), new Date(Date.parse(periods.at(-1)!.until) + dayMs), new Date(set.output.as_of)],
      )
      for (const { persona, period, ...more } of rows) {
        const key = `${persona} ${new Date(period).toISOString().slice(0, 10)}`
        found.set(key, added(found.get(key) ?? nothing, more))
      }
    })
  }
  const personas = set.output.personas.map((persona, place) => ({
    persona_id: persona.id,
    name: personaName(set, persona),
    color_slot: persona.color_slot ?? place % 8,
    sums: periods.map(({ from }) => found.get(`${place} ${from}`) ?? nothing),
  }))
  const shown = ({ orders, buyers, value }: Sums) => ({
    orders: Math.round(orders * shards.scale),
    buyers: Math.round(buyers * shards.scale),
    value: Math.round(value * shards.scale * 10_000) / 10_000,
    average_order_value: orders ? value / orders : null,
  })
  return {
    grain,
    periods,
    personas: personas.map(({ sums, ...persona }) => ({ ...persona, periods: sums.map(shown) })),
    total: periods.map((_, i) => shown(personas.map(({ sums }) => sums[i]!).reduce(added, nothing))),
    ...(shards.scale > 1 && { sampled: true }),
  }
}

const nothing: Sums = { orders: 0, buyers: 0, value: 0 }
const added = (one: Sums, other: Sums): Sums => ({
  orders: one.orders + other.orders,
  buyers: one.buyers + other.buyers,
  value: one.value + other.value,
})

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** The first day of the period in which a day lies, and of the period `by` further on. */
function startOf(grain: Grain, day: string, by = 0): string {
  const date = new Date(day)
  if (grain === 'day') return dayOf(date.getTime() + by * dayMs)
  if (grain === 'month') return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + by, 1))
  const sinceMonday = (date.getUTCDay() + 6) % 7
  return dayOf(date.getTime() + (7 * by - sinceMonday) * dayMs)
}

/** All periods from a day to a day, both included, as first and last days. Days are those of UTC. */
export function periodsOf(grain: Grain, since: string | undefined, until: string): { from: string; until: string }[] {
  const end = startOf(grain, until)
  const periods: { from: string; until: string }[] = []
  let from = since === undefined ? startOf(grain, end, 1 - usual[grain]) : startOf(grain, since)
  while (from <= end) {
    const next = startOf(grain, from, 1)
    periods.push({ from, until: dayOf(Date.parse(next) - dayMs) })
    if (periods.length > mostPeriods) {
      refuse(
        'query.since',
        `there are more than ${mostPeriods} ${grain}s from ${since} on: ask for fewer, or for longer ones`,
        'too_big',
      )
    }
    from = next
  }
  return periods
}
