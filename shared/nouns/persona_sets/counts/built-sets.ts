import { singular } from '../../../contract/resource-operations.ts'
import { quoteName } from '../../../engines/sql/quote.ts'
import type { Duck } from '../../../lake/duck.ts'
import { openSharded } from '../../../lake/sharded-view.ts'
import type { Resource } from '../../../model/resource.ts'
import type { Bucket } from '../../../ports/aws/objects.ts'
import { findIn } from '../../../verbs/find.ts'
import { notReady } from '../../../verbs/reply.ts'
import type { PersonaSetOutput } from '../output.ts'
import { personaName } from '../persona-name.ts'

/** A persona set that was built. */
export type BuiltSet = Resource<'persona_sets'> & { output: PersonaSetOutput }

export const isBuilt = (set: Resource<'persona_sets'>): set is BuiltSet => set.output !== undefined

/** The persona set, once it has something to show. */
export function builtSet(all: Resource[], id: string): BuiltSet {
  const set = findIn({ type: 'persona_sets' }, all, id)
  if (!isBuilt(set)) throw notReady(singular(set.type), set)
  return set
}

/** The place of a persona in its set (null: of none) → how many people it has. */
export type Counts = Map<number | null, number>

/** Opens a set's assignments of one shard as the view `name`: `person_id, persona`, the place of the persona in its set. */
export const openAssignments = (
  db: Duck,
  lake: Bucket,
  set: BuiltSet,
  name: string,
  at: { shard: number; shards: number; scratch: string },
): Promise<void> => openSharded(db, lake, name, set.output, 'assignments', at)

/** Adds how many people of the view `members` each persona of the view `assignments` has. */
export async function addCounts(db: Duck, members: string, assignments: string, counts: Counts): Promise<void> {
  const found = await db.rows<{ place: number | null; count: number }>(
    `SELECT a.persona AS place, count(*) AS count
     FROM ${quoteName(members)} LEFT JOIN ${quoteName(assignments)} a USING (person_id) GROUP BY ALL`,
  )
  for (const { place, count } of found) counts.set(place, (counts.get(place) ?? 0) + count)
}

/** The counts as the API tells them, each times `scale`; people whom a set does not know have no persona. */
export function toldCounts(set: BuiltSet, counts: Counts, scale: number) {
  const read = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const scaled = (place: number | null) => Math.round((counts.get(place) ?? 0) * scale)
  return {
    personas: set.output.personas.map((persona, place) => ({
      persona_id: persona.id,
      name: personaName(set, persona),
      count: scaled(place),
      share: read ? (counts.get(place) ?? 0) / read : 0,
    })),
    unassigned_count: scaled(null),
  }
}
