import { join } from 'node:path'
import { quoteName, quoteText } from '../engines/sql/quote.ts'
import type { PeopleOutput } from '../model/outputs.ts'
import type { Bucket } from '../ports/aws/objects.ts'
import type { Duck } from './duck.ts'

/** The Parquet parts of one shard of a people version, beside one `stream-<name>` per stream. */
export type PeoplePart = 'people' | 'identifiers' | 'traits' | 'references' | `stream-${string}`

/** Key of one part. Stream names may hold spaces and dots, which stay: S3 and Hive layouts take them. */
export const partKey = (people: Pick<PeopleOutput, 'prefix'>, shard: number, part: PeoplePart): string =>
  `${people.prefix}shard=${shard}/${part}.parquet`

/**
 * Brings parts of one shard to `scratch` and makes a view of each, named like the part. Every shard has every part, if
 * only an empty one.
 */
export async function openPeopleShard(
  db: Duck,
  lake: Bucket,
  people: PeopleOutput,
  shard: number,
  parts: PeoplePart[],
  scratch: string,
): Promise<void> {
  for (const part of parts) {
    const file = join(scratch, `${shard}-${encodeURIComponent(part)}.parquet`)
    await lake.getFile(partKey(people, shard, part), file)
    await viewOf(db, part, [file])
  }
}

/** A view over Parquet files of one schema. */
const viewOf = (db: Duck, name: string, files: string[]): Promise<number> =>
  db.run(
    `CREATE OR REPLACE VIEW ${quoteName(name)} AS SELECT * FROM read_parquet([${files.map(quoteText).join(', ')}], union_by_name = true)`,
  )
