import { join } from 'node:path'
import { type BuildContext, readNotes, readPlan, writeNote } from '../../../builds/build-context.ts'
import { quoteName, quoteText } from '../../../engines/sql/quote.ts'
import { inStream } from '../../../lake/columns.ts'
import { contentDigest } from '../../../lake/content-digest.ts'
import { type Duck, withDuck } from '../../../lake/duck.ts'
import { buildKeys, exchangeKeys, lakeKeys, type PeoplePart } from '../../../lake/keys.ts'
import { type DatasetColumns, openDatasetRows } from '../../../lake/people/dataset-rows.ts'
import { openSideFiles, type PeopleRange } from '../../../lake/people/open-side-files.ts'
import { openSlices } from '../../../lake/people/partitions/open-slices.ts'
import {
  identifiersSql,
  peopleSql,
  referencesSql,
  streamNames,
  streamSql,
  traitsSql,
} from '../../../lake/people/people-sql.ts'
import { overlapping } from '../../../lake/shard-range.ts'
import type { ConnectNote } from './connect.ts'
import type { ResolvePlan } from './resolve-plan.ts'

/**
 * The facts of one shard about a stream; times in milliseconds, of events that are not dated in the future, null
 * without.
 */
interface StreamNote {
  digest: string
  event_count: number
  people_count: number
  newest: number | null
  oldest: number | null
  properties: Record<string, string>
}

interface TraitNote {
  /** Of the values of every person of the shard. */
  digest: string
  type: string
  known_count: number
  distinct_count: number
}

export interface PeopleNote {
  people: number
  digests: { people: string; identifiers: string; references: string }
  streams: Record<string, StreamNote>
  traits: Record<string, TraitNote>
}

/** Writes the parts of one shard: the people whose ids lie in its range, and all that is known of them. */
export async function shardPeople(ctx: BuildContext, shard: number): Promise<void> {
  const plan = await readPlan<ResolvePlan>(ctx)
  // A second thread would cost a tenth more work for what is mostly sorting and writing, and its buffers.
  const note = await withDuck(
    { memoryMb: ctx.memoryMb, threads: 1, tmp: ctx.scratch },
    async (db): Promise<PeopleNote> => {
      const { datasets, range } = await openShard(db, ctx, plan, shard)
      // The memory that received files left behind, and later that of joins and sorts, would add to the next step's.
      await db.release()

      const write = async (part: PeoplePart, select: string, orderBy?: string[]) => {
        const file = join(ctx.scratch, `${encodeURIComponent(part)}.parquet`)
        const rows = await db.copyToParquet(select, file, orderBy ? { orderBy } : {})
        await ctx.lake.putFile(lakeKeys.shard(plan.prefix, shard, part), file)
        await db.run(`CREATE VIEW ${quoteName(part)} AS SELECT * FROM read_parquet(${quoteText(file)})`)
        return { rows, digest: await contentDigest(file) }
      }
      const people = await write('people', peopleSql(datasets, range), ['person_id'])
      await write('traits', traitsSql(datasets, range), ['person_id'])
      await db.release()
      const identifiers = await write('identifiers', identifiersSql(datasets, range))
      const references = await write('references', referencesSql(datasets, range), [
        'person_id',
        'dataset_id',
        'column_name',
        'value',
      ])
      await db.release()
      const due = lastDue(plan)
      const streams: PeopleNote['streams'] = {}
      for (const stream of streamNames(datasets)) {
        const { digest } = await write(`stream-${stream}`, streamSql(datasets, stream, range))
        streams[stream] = { digest, ...(await streamFacts(db, `stream-${stream}`, due)) }
      }
      return {
        people: people.rows,
        digests: { people: people.digest, identifiers: identifiers.digest, references: references.digest },
        streams,
        traits: await traitFacts(db),
      }
    },
  )
  await writeNote(ctx, shard, note)
}

/** The views of what is known of the shard's people. */
async function openShard(
  db: Duck,
  ctx: BuildContext,
  plan: ResolvePlan,
  shard: number,
): Promise<{ datasets: DatasetColumns[]; range: PeopleRange }> {
  if (plan.partitioned) {
    const [connected] = await readNotes<ConnectNote>(ctx, [0], 'connect')
    const slices = overlapping(shard, plan.shards.length, connected!.slices)
    const prefix = buildKeys.folder(ctx.build)
    return openSlices(
      db,
      plan.datasets,
      plan.partitioned.partitions,
      slices,
      ctx.scratch,
      (part, partition, slice, file) => ctx.lake.getFile(prefix + exchangeKeys.slice(slice, partition, part), file),
    )
  }
  const datasets = await openDatasetRows(db, ctx.lake, plan.datasets, ctx.scratch)
  const range = await openSideFiles(db, datasets, ctx.scratch, (name, file) =>
    ctx.lake.getFile(
      lakeKeys.sideFile(plan.prefix, name, name === 'persons' || name === 'extras' ? shard : undefined),
      file,
    ),
  )
  return { datasets, range }
}

const dayMs = 86_400_000

/**
 * The last moment, in milliseconds, of which the files can tell: when the newest of them came, and a day of grace, for local
 * times are read as UTC. Not today: the same files make the same people on any day.
 */
const lastDue = ({ datasets }: ResolvePlan): number =>
  Math.max(...datasets.map(({ uploaded_at }) => Date.parse(uploaded_at))) + dayMs

async function streamFacts(db: Duck, view: string, untilMs: number): Promise<Omit<StreamNote, 'digest'>> {
  const columns = Object.entries(await columnTypes(db, view))
  const properties = Object.fromEntries(columns.filter(([name]) => !inStream.lines.has(name)))
  // Everybody's recency and every analysis look back from the newest event: one that is dated 2099, by mistake or because it
  // is yet to come, would make all others a hundred years old.
  const due = `FILTER (datetime <= make_timestamp(${untilMs * 1000}))`
  const [facts] = await db.rows<Omit<StreamNote, 'digest' | 'properties'>>(
    `SELECT count(*) AS event_count, count(DISTINCT person_id) AS people_count,
       max(datetime) ${due} AS newest, min(datetime) ${due} AS oldest
     FROM ${quoteName(view)}`,
  )
  return { ...facts!, properties }
}

/** Facts per trait. The digest adds up what each person's value hashes to, in any order: equal values, equal digest. */
async function traitFacts(db: Duck): Promise<PeopleNote['traits']> {
  const types = await columnTypes(db, 'traits')
  const traits: PeopleNote['traits'] = {}
  for (const [name, type] of Object.entries(types)) {
    const column = quoteName(name)
    const [facts] = await db.rows<{ known: number; distinct_values: number; digest: string }>(
      `SELECT count(${column}) AS known, count(DISTINCT ${column}) AS distinct_values,
         CAST(coalesce(bit_xor(hash(person_id, ${column})), 0) AS VARCHAR) || ' ' ||
         CAST(coalesce(sum(hash(${column}, person_id)::HUGEINT), 0) AS VARCHAR) AS digest
       FROM traits WHERE ${column} IS NOT NULL`,
    )
    traits[name] = {
      digest: `${type} ${facts!.digest}`,
      type,
      known_count: facts!.known,
      distinct_count: facts!.distinct_values,
    }
  }
  return traits
}

async function columnTypes(db: Duck, view: string): Promise<Record<string, string>> {
  const described = await db.rows<{ column_name: string; column_type: string }>(`DESCRIBE ${quoteName(view)}`)
  return Object.fromEntries(
    described.filter((one) => one.column_name !== 'person_id').map((one) => [one.column_name, one.column_type]),
  )
}
