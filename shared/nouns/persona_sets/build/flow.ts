import { encode } from '../../../engines/personas/encode/encoder.ts'
import { type Flow, finishFlow, flowDates, mergeFlows } from '../../../engines/personas/over-time/flow.ts'
import type { Duck } from '../../../lake/duck.ts'
import { personPlaces, placed } from '../../../lake/features/person-places.ts'
import type { Features } from '../../../lake/features/read-features.ts'
import type { FeatureRelations } from '../../../lake/features/traits-sql.ts'
import { fitSample } from './fit-sample.ts'
import { bindDimensions } from './history/bind-dimensions.ts'
import { walkHistory } from './history/walk.ts'
import type { PersonasPlan } from './prepare.ts'
import type { MeasuredModel } from './stored-model.ts'

/** The flow of some people: of one shard, or of all of them. */
export interface ShardFlow {
  flow: Flow
  /** Members that were followed: all, or those of the fit sample. */
  people: number
}

/** The inputs of a plan's flow, next to the lake. */
type FlowPlan = Pick<PersonasPlan, 'as_of' | 'stream' | 'history'> & {
  people: Pick<PersonasPlan['people'], 'streams'>
  cohort: Pick<PersonasPlan['cohort'], 'population_count'>
}

const dayMs = 86_400_000

/** The last moment that counts for a date, in milliseconds: a microsecond before midnight (UTC), or now. */
export const endOfDay = (date: string, asOf: number): number => Math.min(asOf, Date.parse(date) + dayMs - 0.001)

/**
 * Membership over time under today's model, using only what was known on each date: events until then, and people
 * since they were first seen, all of them by the last one. Traits carry no date and count as they are today. For every date the same people are in
 * the same personas as `readFeatures` of that moment and `assignTable` would put them.
 */
export async function flowOfShard(
  db: Duck,
  { model, dimensions }: MeasuredModel,
  relations: FeatureRelations,
  { person_id, table, events }: Features,
  plan: FlowPlan,
): Promise<ShardFlow> {
  const asOf = Date.parse(plan.as_of)
  const bound = bindDimensions(model.encoder, dimensions)
  const dates = datesOf(plan, plan.stream ? [plan.stream] : [...bound.streams.keys()], asOf)
  const { until } = fitSample(plan.cohort.population_count)
  const inSample = until ? `WHERE person_id < UUID '${until}'` : ''
  // Members come in the order of their ids, so the sample's are the first of them.
  const [followed] = await db.rows<{ n: number }>(`SELECT count(*) AS n FROM ${relations.members} ${inSample}`)
  const people = followed?.n ?? 0
  if (people === 0) return { flow: { dates, counts: dates.map(() => new Array(model.k).fill(0)) }, people }
  // A list of leads that was uploaded after the newest order: as of then they are members, as the cohort's own count has it.
  const seen = await db.columns(
    `SELECT person_id, CAST(epoch_us(least(first_seen, make_timestamp(${Math.round(asOf * 1000)}))) AS DOUBLE) AS first_seen
     FROM people ${inSample}`,
    { expected: people },
  )
  const places = personPlaces(person_id.subarray(0, people * 16), seen.columns.person_id!.values as Uint8Array)

  const traits = new Set(bound.traits.map(({ dimension }) => dimension.name))
  const known = { rows: table.rows, columns: table.columns.filter((column) => traits.has(column.name)) }
  const counts = walkHistory({
    model,
    base: encode(model.encoder, known),
    firstSeen: placed(seen.columns.first_seen!, places, new Float64Array(people).fill(Number.NaN)),
    streams: [...bound.streams].map(([stream, own]) => ({ events: events.get(stream)!, dimensions: own })),
    ends: Float64Array.from(dates, (date) => endOfDay(date, asOf)),
  })
  return { flow: { dates, counts }, people }
}

/**
 * From the first event of the cohort's stream (without one, of the streams that decide) to the build's moment; without any
 * event, from where the flow of the build before began.
 */
function datesOf(plan: FlowPlan, streams: string[], asOf: number): string[] {
  const oldest = streams.flatMap((stream) => plan.people.streams[stream]?.oldest || [])
  const began = !oldest.length && plan.history ? [Date.parse(plan.history.first)] : []
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  return flowDates(day(Math.min(asOf, ...began, ...oldest.map((moment) => Date.parse(moment)))), day(asOf))
}

/** The client's flow of one persona; of a sample, its counts stand for everybody, and it says so. */
export interface PersonaFlow {
  persona_id: string
  days: { date: string; count: number }[]
  sampled?: true
  /** Share of the population that was followed. */
  sample_share?: number
}

/** Adds the shards up; the counts of a sample are scaled to the whole population. */
export function sumFlow(shards: ShardFlow[], personaIds: string[], population: number): PersonaFlow[] {
  const people = shards.reduce((sum, shard) => sum + shard.people, 0)
  const flow = shards.map((shard) => shard.flow).reduce(mergeFlows)
  if (!fitSample(population).until || people === 0) return finishFlow(flow, personaIds)
  const share = Math.round((people / population) * 1e6) / 1e6
  return finishFlow(flow, personaIds, population / people).map((one) => ({
    ...one,
    sampled: true,
    sample_share: share,
  }))
}
