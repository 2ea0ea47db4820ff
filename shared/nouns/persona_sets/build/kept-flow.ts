import { type BuildContext, readJson } from '../../../builds/build-context.ts'
import { keepPast, type PersonaDays } from '../../../engines/personas/over-time/keep-past.ts'
import { quoteName, quoteText } from '../../../engines/sql/quote.ts'
import type { Duck } from '../../../lake/duck.ts'
import type { PersonaFlow } from './flow.ts'
import type { FlowHistory, FlowMark } from './flow-history.ts'
import type { PersonasPlan } from './prepare.ts'

/** Events of a stream in a month: those that are known by this build, and of these those that the build before knew. */
export interface KnownEvents {
  key: string
  now: number
  then: number
}

const dayOf = (moment: string): string => moment.slice(0, 10)

/** Until which moment a build knows events; without any, until it is counted. */
const knownUntil = (plan: Pick<PersonasPlan, 'data_up_to' | 'as_of'>): string => plan.data_up_to ?? plan.as_of

/** Counts the events of one shard that its people have, by stream and month, of everybody and not of members only. */
export async function countKnown(db: Duck, plan: PersonasPlan, streams: Iterable<string>): Promise<KnownEvents[]> {
  const upTo = (moment: string) => `datetime <= make_timestamp(${Date.parse(moment) * 1000})`
  const counts: KnownEvents[] = []
  for (const stream of streams) {
    const rows = await db.rows<KnownEvents>(
      `SELECT ${quoteText(`${stream} `)} || strftime(datetime, '%Y-%m') AS key, count(*) AS "now",
         ${plan.history ? `count(*) FILTER (${upTo(plan.history.known_until)})` : '0::BIGINT'} AS "then"
       FROM ${quoteName(`stream-${stream}`)} WHERE ${upTo(knownUntil(plan))} GROUP BY key ORDER BY key`,
    )
    counts.push(...rows)
  }
  return counts
}

/**
 * The flow that is published: its past as it was first counted, with a mark where personas were fitted anew. When events that
 * were counted are no more, or the set or its cohort means other people now, all days are counted anew, and a mark says so.
 */
export async function flowWithPast(
  ctx: BuildContext,
  plan: PersonasPlan,
  current: PersonaFlow[],
  known: KnownEvents[],
): Promise<{ flow: (PersonaFlow | PersonaDays)[]; history: FlowHistory }> {
  const { previous, history: before } = plan
  const events = sumOf(known, 'now')
  const today = dayOf(knownUntil(plan))
  const why = before && whyRecounted(before, plan.definition, sumOf(known, 'then'))
  const key = previous?.analysis_keys.flow
  const past = before && !why && key ? await readJson<PersonaDays[]>(ctx.lake, key) : undefined
  const marks = why
    ? [{ date: today, kind: 'recounted' as const, note: `${why}: all days were counted anew on data up to ${today}` }]
    : marksOf(before?.marks ?? [], plan, today)
  const nameOf = (id: string) => previous?.personas.find((one) => one.id === id)?.name
  const kept = past && before ? keepPast(current, past, dayOf(before.known_until), nameOf) : current
  const shown = marks.length ? kept.map((one) => ({ ...one, marks })) : kept
  const first = current[0]?.days[0]?.date ?? today
  return { flow: shown, history: { definition: plan.definition, first, known_until: knownUntil(plan), events, marks } }
}

function whyRecounted(before: FlowHistory, definition: string, then: Record<string, number>): string | undefined {
  if (before.definition !== definition) return 'The configuration of the set or its cohort changed'
  const isLess = Object.entries(before.events).some(([key, count]) => (then[key] ?? 0) < count)
  return isLess ? 'Data was deleted or corrected' : undefined
}

/** One mark for each day on which personas were fitted anew. A first fit is none. */
function marksOf(before: FlowMark[], plan: PersonasPlan, today: string): FlowMark[] {
  if (plan.kind !== 'fit' || !plan.previous) return before
  const note = `Fitted anew on data up to ${today}: the days before are as they were counted then`
  return [...before.filter((one) => one.kind !== 'refit' || one.date !== today), { date: today, kind: 'refit', note }]
}

function sumOf(known: KnownEvents[], which: 'now' | 'then'): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const one of known) sums[one.key] = (sums[one.key] ?? 0) + Number(one[which])
  return sums
}
