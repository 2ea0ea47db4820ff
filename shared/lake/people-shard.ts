import { join } from 'node:path'
import { quoteName, quoteText } from '../engines/sql/quote.ts'
import type { Bucket } from '../ports/aws/objects.ts'
import type { Duck } from './duck.ts'
import { lakeKeys, type PeoplePart } from './keys.ts'
import type { PeopleFacts } from './people-facts.ts'

/**
 * Brings parts of one shard to `scratch` and makes a view of each, named like the part. Every shard has every part, if
 * only an empty one.
 */
export async function openPeopleShard(
  db: Duck,
  lake: Bucket,
  people: PeopleFacts,
  shard: number,
  parts: PeoplePart[],
  scratch: string,
): Promise<void> {
  for (const part of parts) {
    const file = join(scratch, `${shard}-${encodeURIComponent(part)}.parquet`)
    await lake.getFile(lakeKeys.shard(people.prefix, shard, part), file)
    await viewOf(db, part, [file])
  }
}

/** A view over Parquet files of one schema. */
const viewOf = (db: Duck, name: string, files: string[]): Promise<number> =>
  db.run(
    `CREATE OR REPLACE VIEW ${quoteName(name)} AS SELECT * FROM read_parquet([${files.map(quoteText).join(', ')}], union_by_name = true)`,
  )
