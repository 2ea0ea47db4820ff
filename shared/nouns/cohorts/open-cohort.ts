import type { CohortRule } from '../../engines/conditions/config.ts'
import { relationsRead } from '../../engines/conditions/sql/cohort-sql.ts'
import type { CohortQuery } from '../../engines/conditions/sql/query.ts'
import { quoteName } from '../../engines/sql/quote.ts'
import { linesAsked } from '../../lake/columns.ts'
import type { Duck } from '../../lake/duck.ts'
import type { PeoplePart } from '../../lake/keys.ts'
import type { PeopleFacts } from '../../lake/people-facts.ts'
import { openPeopleShard } from '../../lake/people-shard.ts'
import type { Bucket } from '../../ports/aws/objects.ts'

const columnsOf = async (db: Duck, view: string): Promise<string[]> =>
  (await db.rows<{ column_name: string }>(`DESCRIBE ${quoteName(view)}`)).map(({ column_name }) => column_name)

/**
 * Opens the parts of one shard that a cohort's rule reads, and says where and how its statements find them. A build and the
 * questions of the API ask through it alike.
 */
export async function openCohort(
  db: Duck,
  lake: Bucket,
  people: PeopleFacts,
  rule: CohortRule,
  at: { shard: number; scratch: string },
): Promise<Omit<CohortQuery, 'asOf'>> {
  const stream = rule.stream_name ?? undefined
  const parts: PeoplePart[] = [...relationsRead(rule), ...(stream ? [`stream-${stream}` as const] : [])]
  await openPeopleShard(db, lake, people, at.shard, parts, at.scratch)
  return {
    relations: {
      people: quoteName('people'),
      traits: quoteName('traits'),
      ...(stream && { stream: quoteName(`stream-${stream}`) }),
    },
    columns: {
      stream: (stream && people.streams[stream]?.properties) || {},
      // The columns of a stream that list the lines of its events, by property.
      ...(stream && { lines: linesAsked(await columnsOf(db, `stream-${stream}`)) }),
      written: {
        traits: people.written?.traits ?? {},
        stream: (stream && people.written?.streams[stream]) || {},
      },
      traits: Object.fromEntries(Object.entries(people.traits).map(([name, { type }]) => [name, type])),
      ...(rule.place_conditions?.length && { people: await columnsOf(db, 'people') }),
    },
  }
}
