import type { AtDesk } from '../ports/context.ts'
import { type Duck, withDuck } from './duck.ts'

/** The shards of a question that is answered while somebody waits, and by what their counts are multiplied. */
export interface ShardsAsked {
  count: number
  /** 1 where all are read. A shard is a range of a hash, so some are like all. */
  scale: number
}

export const shardsAsked = (shards: number, most: number): ShardsAsked => {
  const count = Math.min(shards, most)
  return { count, scale: shards / count }
}

/** Asks DuckDB about one shard after the other, each at a clear desk. */
export async function eachShard(
  atDesk: AtDesk,
  { count }: ShardsAsked,
  ask: (db: Duck, at: { shard: number; scratch: string }) => Promise<void>,
): Promise<void> {
  for (let shard = 0; shard < count; shard++) {
    await atDesk(({ scratch, memoryMb }) =>
      withDuck({ memoryMb, threads: 2, tmp: scratch }, (db) => ask(db, { shard, scratch })),
    )
  }
}
