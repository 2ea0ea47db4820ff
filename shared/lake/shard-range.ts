/**
 * Shards are ranges of the person id, which is itself a hash; their number is a power of two. An older cut into another
 * number of shards lines up with today's cut: each old shard holds, or lies in, whole new ones.
 */
export interface ShardRange {
  /** First id of the shard, as a UUID text. */
  from: string
  /** First id of the next shard; undefined for the last. */
  until: string | undefined
}

const uuidFrom = (top32: number) => `${top32.toString(16).padStart(8, '0')}-0000-0000-0000-000000000000`

export function shardRange(shard: number, shards: number): ShardRange {
  const step = 2 ** 32 / shards
  const at = (boundary: number) => uuidFrom(Math.floor(boundary * step))
  return { from: at(shard), until: shard + 1 < shards ? at(shard + 1) : undefined }
}

/** The condition that a `person_id` lies in the shard. */
export function inShard(shard: number, shards: number): string {
  if (shards === 1) return 'TRUE'
  const { from, until } = shardRange(shard, shards)
  return `person_id >= UUID '${from}'${until ? ` AND person_id < UUID '${until}'` : ''}`
}

/** Which of `otherShards` hold people of this shard. */
export function overlapping(shard: number, shards: number, otherShards: number): number[] {
  const first = Math.floor((shard * otherShards) / shards)
  const end = Math.max(first + 1, Math.ceil(((shard + 1) * otherShards) / shards))
  return Array.from({ length: end - first }, (_, i) => first + i)
}

/** People per shard at the most, before the number of shards doubles. */
const peoplePerShard = 500_000

/** 1 shard up to 500,000 people, then powers of two, at most 256. */
export function shardCount(people: number): number {
  let shards = 1
  while (shards < 256 && people / shards > peoplePerShard) shards *= 2
  return shards
}
