import { canonicalPostcodeSql, canonicalStateSql } from '../../../engines/identity/normalize-sql.ts'
import { slowPaths } from '../../../engines/identity/slow-paths.ts'
import { eachShard, shardsAsked } from '../../../lake/each-shard.ts'
import { openPeopleShard } from '../../../lake/people-shard.ts'
import { CustomerError } from '../../../model/errors.ts'
import { ofType } from '../../../model/resource.ts'
import type { AtDesk } from '../../../ports/context.ts'
import { listResources } from '../../../ports/store/resources.ts'
import type { ApiContext } from '../../../verbs/noun.ts'
import { called } from '../../../verbs/references.ts'
import { personaName } from '../persona-name.ts'
import { type BuiltSet, builtSet, openAssignments } from './built-sets.ts'

type Level = 'state' | 'zip3' | 'postcode'

/** Two files each: people and assignments. */
const maxShards = 8
/** Fewer people than these would tell of single ones, and say little. */
const leastPeople = 10
const mostPlaces = 1000
/** The index is counted as if so many more people lived there, made up as everywhere. */
const drawnBy = 20

/** How often each persona is where people live, against everywhere, of a set that is shown in Explore. */
export async function placesOf(ctx: ApiContext, atDesk: AtDesk, id: string, level: Level) {
  const all = await listResources(ctx.table, ctx.account_id)
  const set = builtSet(all, id)
  if (!set.config.explore) {
    throw new CustomerError('CONFLICT', `${called(set)} is not shown in Explore: set its explore to true`)
  }
  const people = ofType(all, 'people')[0]?.output
  if (!people) throw new CustomerError('CONFLICT', 'people are not built yet')
  const shards = shardsAsked(people.shards, maxShards)
  const counts = new Map<string | null, number[]>()
  await eachShard(atDesk, shards, async (db, at) => {
    await openPeopleShard(db, ctx.lake, people, at.shard, ['people'], at.scratch)
    await openAssignments(db, ctx.lake, set, 'assignments', { ...at, shards: people.shards })
    const columns = new Set((await db.rows<{ column_name: string }>('DESCRIBE people')).map((one) => one.column_name))
    db.define(slowPaths)
    const rows = await db.rows<{ place: string | null; persona: number; count: number }>(
      `SELECT ${placeSql(level, columns)} AS place, a.persona, count(*) AS count
       FROM assignments a LEFT JOIN people p USING (person_id) GROUP BY ALL`,
    )
    for (const { place, persona, count } of rows) {
      const own = counts.get(place) ?? set.output.personas.map(() => 0)
      own[persona]! += count
      counts.set(place, own)
    }
  })
  return told(set, level, counts, shards.scale)
}

/** The place of a person `p`; NULL where it is not known. */
function placeSql(level: Level, columns: ReadonlySet<string>): string {
  if (level === 'state') return columns.has('state') ? `upper(${canonicalStateSql('p.state')})` : 'NULL::VARCHAR'
  if (!columns.has('postcode')) return 'NULL::VARCHAR'
  const postcode = canonicalPostcodeSql('p.postcode', columns.has('state') ? 'p.state' : undefined)
  // Three digits are a place in America alone.
  return level === 'zip3'
    ? `CASE WHEN regexp_full_match(${postcode}, '[0-9]{5}') THEN ${postcode}[:3] END`
    : `upper(${postcode})`
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

function told(set: BuiltSet, level: Level, counts: ReadonlyMap<string | null, number[]>, scale: number) {
  const { personas } = set.output
  const scaled = (count: number) => Math.round(count * scale)
  const placed = [...counts].flatMap(([place, own]) => (place === null ? [] : [{ place, own, people: sum(own) }]))
  const everywhere = personas.map((_, i) => sum(placed.map(({ own }) => own[i]!)))
  const people = sum(everywhere)
  const shares = everywhere.map((count) => (people ? count / people : 0))
  const shown = placed
    .filter((one) => scaled(one.people) >= leastPeople)
    .sort((one, other) => other.people - one.people || (one.place < other.place ? -1 : 1))
    .slice(0, mostPlaces)
  return {
    level,
    people: scaled(people),
    unplaced_count: scaled(sum(counts.get(null) ?? [])),
    hidden_count: scaled(people - sum(shown.map((one) => one.people))),
    personas: personas.map((persona, i) => ({
      persona_id: persona.id,
      name: personaName(set, persona),
      color_slot: persona.color_slot ?? i % 8,
      count: scaled(everywhere[i]!),
      share: shares[i]!,
    })),
    places: shown.map(({ place, own, people: here }) => ({
      place,
      ...(level !== 'zip3' && { place_id: `${level}:${place}` }),
      people: scaled(here),
      personas: personas.map(({ id }, i) => ({
        persona_id: id,
        count: scaled(own[i]!),
        share: own[i]! / here,
        index: shares[i]! ? (own[i]! + drawnBy * shares[i]!) / (here + drawnBy) / shares[i]! : 1,
      })),
    })),
    ...(scale > 1 && { sampled: true }),
  }
}
