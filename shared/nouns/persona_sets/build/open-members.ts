import type { BuildContext } from '../../../builds/build-context.ts'
import { quoteName } from '../../../engines/sql/quote.ts'
import type { Duck } from '../../../lake/duck.ts'
import type { Dimension } from '../../../lake/features/dimension.ts'
import type { FeatureRelations } from '../../../lake/features/traits-sql.ts'
import type { PeoplePart } from '../../../lake/keys.ts'
import { openPeopleShard } from '../../../lake/people-shard.ts'
import { openSharded } from '../../../lake/sharded-view.ts'
import type { PersonasPlan } from './prepare.ts'

/** The streams that are read: those of the dimensions, and the cohort's. */
export const streamsOf = (plan: PersonasPlan, dimensions: Dimension[]): Set<string> =>
  new Set([...dimensions.flatMap((one) => one.stream ?? []), ...(plan.stream ? [plan.stream] : [])])

/** Views of one shard: `members` of the cohort, their `people`, `traits` and the streams that are read. */
export async function openMembers(
  db: Duck,
  ctx: BuildContext,
  plan: PersonasPlan,
  dimensions: Dimension[],
  shard: number,
): Promise<FeatureRelations> {
  const streams = [...streamsOf(plan, dimensions)]
  const parts: PeoplePart[] = ['people', 'traits', ...streams.map((name): PeoplePart => `stream-${name}`)]
  await openPeopleShard(db, ctx.lake, plan.people, shard, parts, ctx.scratch)
  const at = { shard, shards: plan.people.shards, scratch: ctx.scratch }
  await openSharded(db, ctx.lake, 'members', plan.cohort, plan.cohort.part, at)
  return { members: 'members', traits: 'traits', stream: (name) => quoteName(`stream-${name}`) }
}
