import { quoteName } from '../../engines/sql/quote.ts'
import { type Duck, withDuck } from '../../lake/duck.ts'
import type { PeoplePart } from '../../lake/keys.ts'
import { openPeopleShard } from '../../lake/people-shard.ts'
import type { OutputOf, Resource } from '../../model/resource.ts'
import type { AtDesk } from '../../ports/context.ts'
import { listResources } from '../../ports/store/resources.ts'
import type { Table } from '../../ports/store/table.ts'
import type { ApiContext } from '../../verbs/noun.ts'
import type { ProfilesContext } from '../profiles/context.ts'
import '../people/output.ts'

/** The ports of the questions about one person: the lake at a desk, and the table of profiles. */
export interface PersonPorts {
  atDesk: AtDesk
  profiles: () => Table
}

/** A question about the people of an account. */
export interface PersonAsk {
  ctx: ApiContext
  live: ProfilesContext
  atDesk: AtDesk
  /** Everything of the account. */
  all: Resource[]
  /** The last build of people; undefined before the first. */
  people: OutputOf<'people'> | undefined
}

export async function askOf(ctx: ApiContext, { atDesk, profiles }: PersonPorts): Promise<PersonAsk> {
  const all = await listResources(ctx.table, ctx.account_id)
  const people = all.find((one): one is Resource<'people'> => one.type === 'people')?.output
  return { ctx, live: { table: ctx.table, profiles: profiles(), now: ctx.now }, atDesk, all, people }
}

/** How the account calls the dataset or the source of an id. */
export const sourceOf = ({ all }: Pick<PersonAsk, 'all'>, id: string | undefined) => ({
  source_id: id ?? null,
  source_name: String(all.find((one) => one.id === id)?.config.name ?? '') || null,
})

/** The shard of a person's id, of so many. */
export const shardOfPerson = (id: string, shards: number): number =>
  Math.floor(Number.parseInt(id.slice(0, 8), 16) / (2 ** 32 / shards))

/** The work of a desk with DuckDB at it. */
export const withLake = <Result>(
  { atDesk }: Pick<PersonAsk, 'atDesk'>,
  work: (db: Duck, scratch: string) => Promise<Result>,
): Promise<Result> =>
  atDesk(({ scratch, memoryMb }) => withDuck({ memoryMb, threads: 2, tmp: scratch }, (db) => work(db, scratch)))

/** Parts of the lake's people as tables of their names, with the rows of one person alone. */
export async function openPerson(
  db: Duck,
  { ctx, people }: Pick<PersonAsk, 'ctx' | 'people'>,
  id: string,
  parts: readonly PeoplePart[],
  scratch: string,
): Promise<void> {
  if (!people) return
  for (const part of parts) {
    await openPeopleShard(db, ctx.lake, people, shardOfPerson(id, people.shards), [part], scratch)
    const name = quoteName(part)
    await db.run(`CREATE TABLE one AS SELECT * FROM ${name} WHERE person_id = UUID '${id}';
      DROP VIEW ${name}; ALTER TABLE one RENAME TO ${name}`)
  }
}
