import { createReadStream } from 'node:fs'
import { appendFile, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BuildContext, readPlan, writeNote } from '../../../builds/build-context.ts'
import { mapItems } from '../../../builds/map-items.ts'
import { slowPaths } from '../../../engines/identity/slow-paths.ts'
import { quoteName, quoteText } from '../../../engines/sql/quote.ts'
import { contentDigest } from '../../../lake/content-digest.ts'
import { type Params, withDuck } from '../../../lake/duck.ts'
import { explain } from '../../../lake/explain.ts'
import { buildKeys } from '../../../lake/keys.ts'
import { openSharded } from '../../../lake/sharded-view.ts'
import { BYTE_ORDER_MARK, type WrittenColumn, writtenRows } from '../../../lake/written-values.ts'
import { identityColumns } from '../../people/identity-columns.ts'
import type { StructureColumn } from '../output.ts'
import { deliveredColumns } from './columns.ts'
import { filterSql } from './filter-sql.ts'
import type { TargetPlan } from './prepare.ts'
import { deliverySql, splitColumn } from './select.ts'

export interface TargetNote {
  rows: number
  bytes: number
  digest: string
  /** Of a preview: the rows that everybody would make. */
  all_rows?: number
  /** Of a target that is split: the rows of each persona, in the order of the plan. */
  personas?: { rows: number; bytes: number }[]
  /** The same in every part. */
  structure: StructureColumn[]
}

/** A file that a step writes, and which of the rows stand in it. */
interface Cut {
  key: string
  /** SQL over `lines`. */
  where: string
}

const cutsOf = (ctx: BuildContext, plan: TargetPlan, shard: number): Cut[] => [
  { key: buildKeys.targetCsv(ctx.build, shard), where: 'TRUE' },
  ...(plan.split ?? []).map((persona, i) => ({
    key: buildKeys.personaCsv(ctx.build, shard, i),
    where: `${quoteName(splitColumn)} IS NOT DISTINCT FROM ${persona === null ? 'NULL' : quoteText(persona)}`,
  })),
]

/** Writes one part of the file, and of that of each persona; the first has the header. */
export async function shardTarget(ctx: BuildContext, shard: number): Promise<void> {
  const plan = await readPlan<TargetPlan>(ctx)
  const cuts = cutsOf(ctx, plan, shard).map((cut, i) => ({ ...cut, file: join(ctx.scratch, `part-${i}.csv`), rows: 0 }))
  const whole = cuts[0]!
  let left = plan.row_limit ?? Number.POSITIVE_INFINITY
  let structure: StructureColumn[] = []
  let counted = 0
  const counts = plan.preview !== undefined && !isEverybody(plan)
  for (const [i, at] of readsOf(plan, shard).entries()) {
    if (left === 0 && !counts) break
    const scratch = await mkdtemp(join(ctx.scratch, 'read-'))
    const to = cuts.map(({ where }, n) => ({ where, file: join(scratch, `lines-${n}.csv`) }))
    const wanted = { header: shard === 0 && i === 0, left, counts }
    const written = await writeLines(ctx, plan, { ...at, scratch }, to, wanted)
    for (const [n, cut] of cuts.entries()) {
      const lines = to[n]!.file
      await (i === 0 ? rename(lines, cut.file) : appendFile(cut.file, createReadStream(lines)))
      cut.rows += written.rows[n]!
    }
    await rm(scratch, { recursive: true })
    left -= written.rows[0]!
    counted += written.all_rows
    structure = written.structure
  }
  const all_rows = counts ? counted : plan.scope.population_count
  const sizes: { rows: number; bytes: number }[] = []
  for (const { key, file, rows } of cuts) {
    await ctx.lake.putFile(key, file, 'text/csv')
    sizes.push({ rows, bytes: (await stat(file)).size })
  }
  const [size, ...personas] = sizes
  await writeNote(ctx, shard, {
    ...{ ...size!, digest: await contentDigest(whole.file), structure },
    ...(plan.split && { personas }),
    ...(plan.preview && { all_rows: Math.min(all_rows, plan.preview.most ?? all_rows) }),
  } satisfies TargetNote)
}

/** A row for each person of the scope: the number of rows is known without counting them. */
const isEverybody = ({ config: { filter, representation } }: TargetPlan): boolean =>
  representation.mode === 'identified' && !Object.values(filter ?? {}).some((conditions) => conditions?.length)

/**
 * The reads of one call, one after the other. A file per shard: its shard. One file: all people at once, or, where
 * lines come in the order of shards, shard after shard until the limit is reached.
 */
function readsOf({ whole, config, people }: TargetPlan, shard: number): { shard: number; shards: number }[] {
  if (!whole) return [{ shard, shards: people.shards }]
  if (config.representation.mode !== 'identified') return [{ shard: 0, shards: 1 }]
  return mapItems(people.shards).map((one) => ({ shard: one, shards: people.shards }))
}

/** Puts a byte order mark before a file. The first part of a CSV is copied for it once. */
async function markAsUtf8(file: string): Promise<void> {
  const marked = `${file}.marked`
  await writeFile(marked, BYTE_ORDER_MARK)
  await appendFile(marked, createReadStream(file))
  await rename(marked, file)
}

/**
 * Writes the lines of the people read, `left` at the most, each into the files that take it; gives their number in each file,
 * and counts all of them if asked.
 */
async function writeLines(
  ctx: BuildContext,
  plan: TargetPlan,
  at: { shard: number; shards: number; scratch: string },
  to: { where: string; file: string }[],
  { header, left, counts }: { header: boolean; left: number; counts: boolean },
): Promise<{ rows: number[]; all_rows: number; structure: StructureColumn[] }> {
  const { config, payload, people, names } = plan
  // A join of files in order and a file to write: a second thread costs half as much again, and is waited for anyway.
  return withDuck({ memoryMb: ctx.memoryMb, threads: 1, tmp: ctx.scratch }, async (db) => {
    await openSharded(db, ctx.lake, 'predictions', plan.scope, 'predictions', at)
    await openSharded(db, ctx.lake, 'people', people, 'people', at)
    if (config.representation.mode === 'referenced') {
      await openSharded(db, ctx.lake, 'refs', people, 'references', at)
    }
    if (config.filter?.trait?.length) await openSharded(db, ctx.lake, 'traits', people, 'traits', at)
    if (config.representation.mode === 'hashed') db.define(slowPaths)
    const described = await db.rows<{ column_name: string }>('DESCRIBE people')
    const traits = Object.fromEntries(Object.entries(people.traits).map(([name, { type }]) => [name, type]))
    const where = filterSql(config.filter, payload, {
      traits,
      written: people.written?.traits ?? {},
      personas: names.personas,
    })
    const { sql, structure } = deliverySql({
      config,
      identity: identityColumns(
        described.map((one) => one.column_name),
        config.representation.mode === 'hashed',
      ),
      payload: deliveredColumns(ctx.nouns, payload, names, config.explain ?? payload.explainability ?? false),
      personas: (payload.persona_set_ids ?? []).map((id) =>
        Object.entries(names.personas[id] ?? {}).map(([persona, name]) => ({ id: persona, name })),
      ),
      where: where.sql,
      ...(config.split_by_persona && {
        split: (payload.persona_set_ids ?? []).indexOf(config.split_by_persona.persona_set_id),
      }),
      salt: ctx.build.resource_id,
    })
    const limit = Number.isFinite(left) ? ` LIMIT ${Math.floor(left)}` : ''
    const columns = await db.rows<WrittenColumn>(`DESCRIBE ${sql}`, where.params)
    const written = writtenRows(sql, columns, Boolean(config.human_readable))
    const run = (sql: string, params?: Params) =>
      db.run(sql, params).catch((error) => {
        throw explain(error)
      })
    const copy = (select: string, file: string) =>
      `COPY (${select}) TO ${quoteText(file)} (FORMAT csv, HEADER ${header})`
    const rows: number[] = []
    if (to.length > 1) {
      await run(`CREATE TEMP TABLE lines AS FROM (${written})${limit}`, where.params)
      const shown = `SELECT * EXCLUDE (${quoteName(splitColumn)}) FROM lines`
      for (const { file, where } of to) rows.push(await run(copy(`${shown} WHERE ${where}`, file)))
    } else rows.push(await run(copy(`FROM (${written})${limit}`, to[0]!.file), where.params))
    for (const { file } of to) if (header && (config.options.bom ?? config.human_readable)) await markAsUtf8(file)
    const all = counts ? await db.rows<{ n: number }>(`SELECT count(*) AS n FROM (${sql})`, where.params) : []
    return { rows, all_rows: all[0]?.n ?? 0, structure }
  })
}
