import { join } from 'node:path'
import { quoteName, quoteText } from '../engines/sql/quote.ts'
import type { Bucket } from '../ports/aws/objects.ts'
import type { Duck } from './duck.ts'
import { lakeKeys, type ShardPart } from './keys.ts'
import { inShard, overlapping } from './shard-range.ts'

/** Something built shard by shard; `prefix` is the folder of its version. */
export interface Sharded {
  prefix: string
  shards: number
}

/**
 * A view of those rows of a sharded output whose people live in `shard` of `shards`, however many shards it was
 * written in.
 */
export async function openSharded(
  db: Duck,
  lake: Bucket,
  name: string,
  output: Sharded,
  part: ShardPart,
  at: { shard: number; shards: number; scratch: string },
): Promise<void> {
  const paths: string[] = []
  for (const shard of overlapping(at.shard, at.shards, output.shards)) {
    const path = join(at.scratch, `${name}-${shard}.parquet`)
    await lake.getFile(lakeKeys.shard(output.prefix, shard, part), path)
    paths.push(path)
  }
  await db.run(`CREATE OR REPLACE VIEW ${quoteName(name)} AS
    SELECT * FROM read_parquet([${paths.map(quoteText).join(', ')}]) WHERE ${inShard(at.shard, at.shards)}`)
}
