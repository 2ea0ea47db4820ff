import { join } from 'node:path'
import type { BuildContext } from '../../../builds/build-context.ts'
import {
  type BaseShape,
  basePageOf,
  packComponents,
  packIdentifiers,
  packPeople,
} from '../../../engines/profiles/base-page.ts'
import { quoteText } from '../../../engines/sql/quote.ts'
import { type Duck, withDuck } from '../../../lake/duck.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import {
  baseOrder,
  baseTables,
  makeBaseFacts,
  makeBasePeople,
  readBaseComponents,
  readBaseIdentifiers,
  readBasePeople,
} from '../../../lake/people/base-facts.ts'
import { openDatasetRows, type RowsManifest } from '../../../lake/people/dataset-rows.ts'
import { ofType, type Resource } from '../../../model/resource.ts'
import { dropPages, type NewPage, publishPages } from '../../../ports/store/pages.ts'
import { type BaseItem, baseOfAccount } from '../base-items.ts'
import { windowsOf } from './windows.ts'

/** The inputs of the base, which `finish` publishes. */
export interface BasePlan {
  /** By id. Facts of sources are not in it: the table has them already, from the events. */
  datasets: string[]
  /** Windows of identifiers, in milliseconds. */
  windows: number[]
  hashed: boolean
}

/** A component with more facts is left out: it is one of a shared computer, or of a till. */
const mostFacts = 1000

/**
 * Without a source nothing but the pages of people read the base. Publishing it takes a minute for some millions of records, so
 * that an account with more has one from its first source on.
 */
const mostRecordsWithoutSource = 2_000_000

/** On average a page of identifiers has so many, as one of people, and a page of components so many bytes of JSON, before it is deflated. */
const identifiersAPage = 500
const bytesAPage = 98_304

/** So many pages of each kind are made at a time. */
const pagesAtOnce = 64

export function basePlan(
  resources: readonly Resource[],
  datasets: readonly { identity_parts: string[] }[],
  records: number,
): BasePlan | undefined {
  const sources = ofType([...resources], 'sources')
  if (sources.length === 0 && records > mostRecordsWithoutSource) return undefined
  const parts = new Set(datasets.flatMap(({ identity_parts }) => identity_parts))
  return {
    datasets: ofType([...resources], 'datasets').map(({ id }) => id),
    windows: windowsOf(sources),
    hashed: parts.has('email') && parts.has('email_hash'),
  }
}

/** Some records that share nothing with others: all of an account, or one partition. */
export type Manifests = readonly (RowsManifest & { uploaded_at: string })[]

/**
 * Publishes what files say of people into the table of profiles, where events meet it; takes it away where nobody reads it or no
 * file says anything.
 *
 * @param people the lake's output of the build, which has the ids
 * @param partitions each decided by itself, because they share nothing
 */
export async function publishFiles(
  ctx: BuildContext,
  plan: BasePlan | undefined,
  people: { prefix: string; shards: number },
  partitions: number,
  manifestsOf: (partition: number) => Promise<Manifests>,
): Promise<void> {
  const { account_id, attempt } = ctx.build
  const isFile = ({ dataset_id }: RowsManifest) => plan?.datasets.includes(dataset_id)
  const first = (await manifestsOf(0)).filter(isFile)
  if (!plan || !first.some(({ files }) => files.length)) return dropPages(ctx.profiles, baseOfAccount(account_id))
  for (let partition = 0; partition < partitions; partition++) {
    const manifests = (await manifestsOf(partition)).filter(isFile)
    await withDuck({ memoryMb: Math.floor(ctx.memoryMb * 0.6), threads: 2, tmp: ctx.scratch }, async (db) => {
      const datasets = await openDatasetRows(db, ctx.lake, [...manifests], ctx.scratch, { hashed: plan.hashed })
      await makeBaseFacts(db, datasets, { ...plan, mostFacts })
      for (const name of baseTables)
        await db.copyToParquet(`SELECT * FROM ${name}`, fileOf(ctx, name, partition), {
          staged: true,
          orderBy: [baseOrder[name]],
        })
    })
  }
  await withDuck({ memoryMb: Math.floor(ctx.memoryMb * 0.6), threads: 2, tmp: ctx.scratch }, async (db) => {
    for (const name of baseTables) {
      const files = Array.from({ length: partitions }, (_, partition) => quoteText(fileOf(ctx, name, partition)))
      await db.run(`CREATE VIEW ${name} AS SELECT * FROM read_parquet([${files.join(', ')}])`)
    }
    await makeBasePeople(db, people.shards, async (shard) => {
      const file = join(ctx.scratch, `identifiers-${shard}.parquet`)
      await ctx.lake.getFile(lakeKeys.shard(people.prefix, shard, 'identifiers'), file)
      return file
    })
    const shape = await shapeOf(db)
    const written = new Set(first.flatMap(({ external_ids = [] }) => external_ids))
    await publishPages<keyof BaseShape, BaseItem>(
      ctx.profiles,
      baseOfAccount(account_id),
      {
        ...{ version: attempt, shape, hashed: plan.hashed, written: [...written] },
        as_of_files: first.map(({ uploaded_at }) => uploaded_at).reduce((one, other) => (one > other ? one : other)),
      },
      pagesOf(db, shape),
    )
  })
}

const fileOf = (ctx: BuildContext, name: string, partition: number) => join(ctx.scratch, `${name}-${partition}.parquet`)

async function shapeOf(db: Duck): Promise<BaseShape> {
  const [size] = await db.rows<{ identifiers: number; people: number; bytes: number }>(`SELECT
    (SELECT count(*) FROM base_identifiers) AS identifiers, (SELECT count(*) FROM base_people) AS people, (SELECT coalesce(sum(bytes), 0)::DOUBLE FROM base_facts) AS bytes`)
  const pages = (count: number) => 2 ** Math.max(0, Math.ceil(Math.log2(count)))
  return {
    identifiers: pages(size!.identifiers / identifiersAPage),
    components: pages(size!.bytes / bytesAPage),
    people: pages(size!.people / identifiersAPage),
  }
}

/** All pages, from the first on; one of which nothing is said is there, too. */
async function* pagesOf(db: Duck, shape: BaseShape): AsyncGenerator<NewPage<keyof BaseShape>[]> {
  for (let from = 0; from < shape.identifiers; from += pagesAtOnce) {
    const until = Math.min(from + pagesAtOnce, shape.identifiers)
    const rows = Map.groupBy(await readBaseIdentifiers(db, shape.identifiers, from, until), ({ digest }) =>
      basePageOf(digest, shape.identifiers),
    )
    yield range(from, until).map((page) => {
      const told = (rows.get(page) ?? []).map(({ digest, component }) => [digest, component] as const)
      return { of: 'identifiers', page, packed: packIdentifiers(Object.fromEntries(told)) }
    })
  }
  for (let from = 0; from < shape.components; from += pagesAtOnce) {
    const until = Math.min(from + pagesAtOnce, shape.components)
    const rows = Map.groupBy(await readBaseComponents(db, shape.components, from, until), ({ component }) =>
      basePageOf(component, shape.components),
    )
    yield range(from, until).map((page) => {
      const told = (rows.get(page) ?? []).map(({ component, facts }) => [component, facts] as const)
      return { of: 'components', page, packed: packComponents(Object.fromEntries(told)) }
    })
  }
  for (let from = 0; from < shape.people; from += pagesAtOnce) {
    const until = Math.min(from + pagesAtOnce, shape.people)
    const rows = Map.groupBy(await readBasePeople(db, shape.people, from, until), ({ id }) =>
      basePageOf(id, shape.people),
    )
    yield range(from, until).map((page) => {
      const told = (rows.get(page) ?? []).map(({ id, kind, value }) => [id, [kind, value] as const] as const)
      return { of: 'people', page, packed: packPeople(Object.fromEntries(told)) }
    })
  }
}

const range = (from: number, until: number) => Array.from({ length: until - from }, (_, i) => from + i)
