import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { adjustedRand } from '../../shared/engines/personas/choose/adjusted-rand.ts'
import { fitClusters } from '../../shared/engines/personas/fit/fit.ts'
import { quoteText } from '../../shared/engines/sql/quote.ts'
import { createKernel } from '../../shared/kernels/kmeans/kernel.ts'
import { type Duck, withDuck } from '../../shared/lake/duck.ts'
import { lakeKeys } from '../../shared/lake/keys.ts'
import { openBucket } from '../../shared/ports/aws/objects.ts'
import type { MeasuredCloud } from '../cloud/measured-cloud.ts'

/** Answers of both, in one folder: person.i32 of the baseline beside what the lake holds. */
export interface Partition {
  ours: number
  theirs: number
  /** People that are exactly one person of the other side. */
  same: number
  /** Of the same people, those whose number of orders or sum of amounts differs. */
  differentSums: number
}

/** Compares the people row by row, and every person's number of orders and exact sum with the CSV's own. */
export async function comparePeople(cloud: MeasuredCloud, orders: string, answer: string, scratch: string) {
  // Every size has another client, because every size has another cloud at another address.
  const {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY,
  } = cloud.environment
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID!, secretAccessKey: AWS_SECRET_ACCESS_KEY! }
  const lake = openBucket(
    cloud.lake,
    new S3Client({ endpoint: endpoint!, region: region!, credentials, forcePathStyle: true }),
  )
  const keys = (await lake.list(lakeKeys.account(cloud.account))).map(({ key }) => key)
  const bring = async (end: string) => {
    const files = keys.filter((key) => key.endsWith(end))
    if (!files.length) throw new Error(`the lake holds no ${end}`)
    const local = files.map((_, i) => join(scratch, `${i}-${end}`))
    for (const [i, key] of files.entries()) await lake.getFile(key, local[i]!)
    return `read_parquet([${local.map(quoteText).join(', ')}])`
  }
  // The rows of the one file, and beside them, row by row, whose they are.
  const rows = await bring('rows.parquet')
  const owners = await bring('owners-0-0.parquet')
  const persons = await bring('persons.parquet')
  const stream = await bring('stream-orders.parquet')
  return withDuck({ memoryMb: 4096, threads: 2, tmp: scratch }, async (db) => {
    const person = readFileSync(join(answer, 'person.i32'))
    const theirs = new Int32Array(person.buffer, person.byteOffset, person.byteLength / 4)
    await db.load('theirs', {
      row_number: { type: 'INTEGER', values: Int32Array.from(theirs, (_, i) => i + 1) },
      person: { type: 'INTEGER', values: theirs },
    })
    await db.run(`CREATE TABLE written AS SELECT (row_number() OVER ())::INTEGER AS row_number, CAST(amount AS DECIMAL(18,4)) AS amount
      FROM read_csv(${quoteText(orders)}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')`)
    await db.run(`CREATE TABLE pairs AS SELECT owner, theirs.person, count(*) AS n, sum(amount) AS amount
      FROM theirs JOIN written USING (row_number) LEFT JOIN
        (SELECT row_number, person_id AS owner FROM (SELECT row_number, person FROM ${rows} POSITIONAL JOIN ${owners})
          JOIN ${persons} USING (person)) USING (row_number)
      GROUP BY ALL`)
    return counted(db, stream)
  })
}

async function counted(db: Duck, stream: string): Promise<Partition> {
  const [found] = await db.rows<Partition>(`
    WITH one_of_ours AS (SELECT owner FROM pairs WHERE owner IS NOT NULL GROUP BY owner HAVING count(*) = 1),
      one_of_theirs AS (SELECT person FROM pairs GROUP BY person HAVING count(*) = 1),
      same AS (SELECT pairs.* FROM pairs JOIN one_of_ours USING (owner) JOIN one_of_theirs USING (person)),
      sums AS (SELECT person_id AS owner, count(*) AS n, sum(value) AS amount FROM ${stream} GROUP BY person_id)
    SELECT (SELECT count(DISTINCT owner) FROM pairs) AS ours, (SELECT count(DISTINCT person) FROM pairs) AS theirs,
      (SELECT count(*) FROM same) AS same,
      (SELECT count(*) FROM same LEFT JOIN sums USING (owner)
       WHERE same.n IS DISTINCT FROM sums.n OR same.amount IS DISTINCT FROM sums.amount) AS "differentSums"`)
  return found!
}

/** Adjusted Rand index between our kernel's clusters and the baseline's, on the baseline's own features and k. */
export function agreement(answer: string, d: number, k: number) {
  const x = readFileSync(join(answer, 'x.f32'))
  const labels = readFileSync(join(answer, 'labels.i32'))
  const matrix = new Float32Array(x.buffer.slice(x.byteOffset, x.byteOffset + x.byteLength))
  const theirs = new Int32Array(labels.buffer.slice(labels.byteOffset, labels.byteOffset + labels.byteLength))
  const fitted = fitClusters({ matrix, n: theirs.length, d, k, seed: 'orders', engine: createKernel() })
  return { index: adjustedRand(fitted.labels, theirs), inertia: fitted.inertia }
}
