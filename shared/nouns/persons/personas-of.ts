import { contributionsOf } from '../../engines/personas/assign/contributions.ts'
import { numberAt, type Table } from '../../engines/personas/columns.ts'
import { figureOf } from '../../engines/personas/describe/figures.ts'
import { encode, keptTraits } from '../../engines/personas/encode/encoder.ts'
import { quoteName } from '../../engines/sql/quote.ts'
import type { Duck } from '../../lake/duck.ts'
import { readFeatures } from '../../lake/features/read-features.ts'
import type { FeatureRelations } from '../../lake/features/traits-sql.ts'
import type { PeoplePart } from '../../lake/keys.ts'
import { openSharded } from '../../lake/sharded-view.ts'
import { type OutputOf, ofType, type Resource } from '../../model/resource.ts'
import { newestFirst } from '../../verbs/find.ts'
import { flowOfShard } from '../persona_sets/build/flow.ts'
import { readModel } from '../persona_sets/build/stored-model.ts'
import { personasOf } from '../persona_sets/personas.ts'
import { openPerson, type PersonAsk, shardOfPerson, withLake } from './context.ts'

type Set = Resource<'persona_sets'> & { output: OutputOf<'persona_sets'> }

/** Sets and cohorts of an account that are looked through for one person, the newest first: a file of each is read. */
const mostLookedAt = 50

const built = <Type extends 'persona_sets' | 'cohorts'>(all: readonly Resource[], type: Type): Resource<Type>[] =>
  ofType([...all].sort(newestFirst), type)
    .filter((one) => one.output !== undefined && !one.archived_at)
    .slice(0, mostLookedAt)

/** The cohorts that a person belongs to, as they were last built. */
export async function cohortsOf(ask: PersonAsk, id: string) {
  const { people } = ask
  if (!people) return []
  const at = { shard: shardOfPerson(id, people.shards), shards: people.shards }
  const cohorts = built(ask.all, 'cohorts')
  const isMember = await withLake(ask, (db, scratch) =>
    each(cohorts, async ({ output }, i) => {
      const view = `members-${i}`
      await openSharded(db, ask.ctx.lake, view, output!, 'members', { ...at, scratch })
      const rows = await db.rows(`SELECT 1 FROM ${quoteName(view)} WHERE person_id = UUID '${id}'`)
      return rows.length > 0
    }),
  )
  return cohorts.filter((_, i) => isMember[i]).map(({ id, config }) => ({ id, name: String(config.name) }))
}

/** The personas of a person, one a set whose cohort has the person; and what decided. */
export async function personasOfPerson(ask: PersonAsk, id: string) {
  const found = await each(built(ask.all, 'persona_sets'), (set) => personaIn(ask, set as Set, id))
  return found.flatMap((one) => one ?? [])
}

interface Assigned {
  persona: number
  runner_up: number
  margin: number | null
}

async function personaIn(ask: PersonAsk, set: Set, id: string) {
  const { people, ctx } = ask
  if (!people) return undefined
  return withLake(ask, async (db, scratch) => {
    const at = { shard: shardOfPerson(id, people.shards), shards: people.shards, scratch }
    await openSharded(db, ctx.lake, 'assignments', set.output, 'assignments', at)
    const [assigned] = await db.rows<Assigned & Record<string, never>>(
      `SELECT persona, runner_up, margin FROM assignments WHERE person_id = UUID '${id}'`,
    )
    if (!assigned) return undefined
    const personas = personasOf(set, ctx) as { id: string; name: string; avatar: string; color_slot: number }[]
    const named = (place: number) => {
      const { id: persona_id, name, color_slot = place % 8 } = personas[place]!
      return { persona_id, name, color_slot }
    }
    return {
      persona_set_id: set.id,
      persona_set_name: String(set.config.name),
      ...named(assigned.persona),
      avatar: personas[assigned.persona]!.avatar,
      margin: assigned.margin ?? null,
      runner_up: assigned.runner_up >= 0 ? named(assigned.runner_up) : null,
      ...(await whyOf(db, ask, set, id, assigned, named, scratch)),
    }
  })
}

/** The traits that decided, and the persona of each day. Measured as the set's last build did, on the people of now. */
async function whyOf(
  db: Duck,
  { ctx, all, people }: PersonAsk,
  set: Set,
  id: string,
  { persona, runner_up }: Assigned,
  named: (place: number) => { persona_id: string; name: string; color_slot: number },
  scratch: string,
) {
  const { model, dimensions } = await readModel(ctx.lake, set.output.prefix)
  const cohort = ofType(all, 'cohorts').find((one) => one.id === set.config.cohort_id)
  const stream = cohort?.config.stream_name
  const streams = new Set([...dimensions.flatMap((one) => one.stream ?? []), ...(stream ? [stream] : [])])
  // Its only files may have been deleted since.
  if ([...streams].some((name) => !people!.streams[name])) return { why: [], history: [] }
  const parts: PeoplePart[] = ['people', 'traits', ...[...streams].map((name): PeoplePart => `stream-${name}`)]
  await openPerson(db, { ctx, people }, id, parts, scratch)
  await db.run(`CREATE TABLE me AS SELECT UUID '${id}' AS person_id`)
  const relations: FeatureRelations = {
    members: 'me',
    traits: 'traits',
    stream: (name) => quoteName(`stream-${name}`),
  }
  const features = await readFeatures(db, dimensions, relations, Date.parse(set.output.as_of))
  const kept = keptTraits(model.encoder)
  const encoded = encode(model.encoder, features.table)
  const why =
    runner_up < 0
      ? []
      : contributionsOf(model, encoded, 0, persona, runner_up).map(({ trait, gain }) => {
          const plan = kept[trait]!
          const { name, literate } = plan
          const value = knownValue(features.table, name)
          return {
            trait: name,
            literate,
            value,
            figure: typeof value === 'number' ? figureOf(plan, value) : null,
            gain,
          }
        })
  const { flow } = await flowOfShard(db, { model, dimensions }, relations, features, {
    as_of: set.output.as_of,
    ...(stream && { stream }),
    people: people!,
    cohort: { population_count: 1 },
  })
  return { why, history: spansOf(flow).map(({ place, ...days }) => ({ ...named(place), ...days })) }
}

/** The value of the person, the only row of the table. */
function knownValue({ columns }: Table, name: string): string | number | boolean | null {
  const column = columns.find((one) => one.name === name)
  if (!column) return null
  if (column.kind === 'category') return column.labels[column.codes[0]!] ?? null
  const value = numberAt(column, 0)
  if (Number.isNaN(value)) return null
  if (column.kind === 'boolean') return value === 1
  return column.kind === 'date' ? new Date(value * 86_400_000).toISOString().slice(0, 10) : value
}

/** From day to day in the same persona: a flow of one person, as spans. */
function spansOf({ dates, counts }: { dates: string[]; counts: number[][] }) {
  const spans: { place: number; from: string; until: string }[] = []
  for (const [i, date] of dates.entries()) {
    const place = counts[i]!.findIndex((count) => count > 0)
    const last = spans.at(-1)
    if (last && last.place === place) last.until = date
    else if (place >= 0) spans.push({ place, from: date, until: date })
  }
  return spans
}

/** One after the other: each reads files of the lake, and the desk holds one at a time. */
async function each<Thing, Result>(
  things: readonly Thing[],
  work: (thing: Thing, i: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (const [i, thing] of things.entries()) results.push(await work(thing, i))
  return results
}
