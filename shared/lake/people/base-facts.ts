import { find, union } from '../../engines/identity/components.ts'
import { canonicalPersonNameSql, emailHashOfEmailSql } from '../../engines/identity/normalize-sql.ts'
import { slowPaths } from '../../engines/identity/slow-paths.ts'
import { type BaseFact, baseDigestLength, basePageStart } from '../../engines/profiles/base-page.ts'
import { quoteName, quoteText } from '../../engines/sql/quote.ts'
import { externalId, furtherPart, inRows, inValues } from '../columns.ts'
import type { Duck } from '../duck.ts'
import { castsToCommon } from './common-type.ts'
import { columnsOf, type OpenedDataset, parquet, setsOf, writtenColumns } from './dataset-rows.ts'

export interface BaseFactsOptions {
  /** Of kinds of identifiers, in milliseconds: what is said again in another window is another fact. */
  windows: readonly number[]
  /** Somewhere in the account addresses stand clear, and somewhere hashed: each clear one is known by its hash, too. */
  hashed: boolean
  /** A component with more facts is left out: its identifiers name it, and it has no facts. */
  mostFacts: number
}

/** The tables of a base. Those of partitions, which share nothing, are simply more rows of one. */
export const baseTables = ['base_identifiers', 'base_facts', 'base_paths'] as const

/** By these columns the tables are sorted when they are written, so that pages are ranges of them. */
export const baseOrder = { base_identifiers: 'digest', base_facts: 'component', base_paths: 'rank' } as const

/**
 * Makes the tables of the base of these rows (openDatasetRows): the distinct facts that they say, each as old as its earliest row,
 * grouped by the components that identifiers join, and the last known traits beside each. `base_identifiers` has the digests of
 * identifiers and their components, `base_facts` the facts with theirs, `base_paths` which file a moment is of.
 *
 * Rows hold numbers of values, so that rows are grouped by numbers first, and no text is joined to a row.
 */
export async function makeBaseFacts(
  db: Duck,
  datasets: OpenedDataset[],
  { windows, hashed, mostFacts }: BaseFactsOptions,
): Promise<void> {
  db.define(slowPaths)
  const sources = sourcesOf(datasets)
  await db.run('CREATE TABLE base_paths (rank INTEGER, path VARCHAR, dataset VARCHAR)')
  for (const { rank, path, dataset } of sources)
    await db.run('INSERT INTO base_paths VALUES ($1, $2, $3)', [rank, path, dataset])
  await makeSaid(db, datasets, sources, windows)
  await makePairs(db, datasets, hashed)
  await makeFacts(db, datasets)
  await makeComponents(db)
  await makeBase(db, mostFacts)
}

interface Source {
  /** As in the view `written`. */
  source: number
  /** The place of its path among all paths. */
  rank: number
  path: string
  dataset: string
  /** The first of the dataset's sources, and the file's index in its dataset. */
  file: number
  number: number
}

function sourcesOf(datasets: OpenedDataset[]): Source[] {
  const all = datasets.flatMap(({ number, manifest, files }) =>
    files.map(({ number: file, path }) => ({ path, dataset: manifest.dataset_id, file, number })),
  )
  const paths = [...new Set(all.map(({ path }) => path))].sort((a, b) => (a < b ? -1 : 1))
  return all.map((one, source) => ({ ...one, source, rank: paths.indexOf(one.path) }))
}

const codeOf = (part: string) => quoteName(`code ${part}`)
const traitOf = (trait: string) => quoteName(`trait ${trait}`)
const saidOf = (trait: string) => quoteName(`said ${trait}`)

/**
 * `said`: what rows of one file say together, by the numbers of values, from when on; and of each trait the last value and its
 * moment. A moment is { time, rank, row, set }, which is the order of the fold.
 */
async function makeSaid(
  db: Duck,
  datasets: OpenedDataset[],
  sources: Source[],
  windows: readonly number[],
): Promise<void> {
  const cast = castsToCommon(
    datasets.map((one) =>
      Object.fromEntries(columnsOf(one, inRows.trait).map((name) => [name, one.columns[inRows.trait.of(name)]!])),
    ),
  )
  const bucket = `[${['0', ...windows.map((one) => `floor(epoch_us(record_time) / ${one * 1000})`)].join(', ')}]`
  const selects = datasets.flatMap((dataset) => {
    const sets = setsOf(dataset)
    return sets.map((set, place) => {
      const parts = columnsOf(dataset, inRows.value(set))
      const codes = parts.map((part) => `${quoteName(inRows.value(set).of(part))} AS ${codeOf(part)}`)
      const isThere = (one: number) =>
        columnsOf(dataset, inRows.value(one))
          .map((part) => `${quoteName(inRows.value(one).of(part))} IS NOT NULL`)
          .join(' OR ')
      // Traits go with the first set that recognises somebody.
      const before = sets.slice(0, place).map((one) => `(${isThere(one)})`)
      const owned = before.length ? `NOT (${before.join(' OR ')})` : 'true'
      const moment = `{time: epoch_us(record_time), rank: rank, row: row_number, "set": ${set}}`
      const traits = columnsOf(dataset, inRows.trait).flatMap((trait) => {
        const column = quoteName(inRows.trait.of(trait))
        const known = `FILTER (${column} IS NOT NULL AND ${owned})`
        const value = cast(trait, column, dataset.columns[inRows.trait.of(trait)]!)
        return [
          `to_json(arg_max(${value}, ${moment}) ${known})::VARCHAR AS ${traitOf(trait)}`,
          `max(${moment}) ${known} AS ${saidOf(trait)}`,
        ]
      })
      const files = sources.filter(({ number }) => number === dataset.number)
      const names = files.map(({ source, rank, file }) => `(${source}, ${rank}, ${file})`).join(', ')
      const dropped = dataset.dropped
        ? `WHERE (file, row_number) NOT IN (SELECT (file, row_number) FROM ${parquet(dataset.dropped)})`
        : ''
      return `SELECT source, ${set} AS "set", ${codes.join(', ')}, ${bucket} AS bucket, min(${moment}) AS moment
        ${traits.map((one) => `, ${one}`).join('')}
        FROM ${dataset.view} JOIN (VALUES ${names}) s(source, rank, of_file) ON of_file = file ${dropped}
        GROUP BY source, ${parts.map((part) => quoteName(inRows.value(set).of(part))).join(', ')}, ${bucket}`
    })
  })
  await db.run(
    `CREATE TABLE said AS SELECT row_number() OVER () AS said, * FROM (${selects.join(' UNION ALL BY NAME ')})`,
  )
}

const partsOf = (datasets: OpenedDataset[]): string[] => [
  ...new Set(datasets.flatMap((one) => setsOf(one).flatMap((set) => columnsOf(one, inRows.value(set))))),
]

/** `pairs`: the identifiers of each row of `said`, in canonical form and in their order. */
async function makePairs(db: Duck, datasets: OpenedDataset[], hashed: boolean): Promise<void> {
  const parts = partsOf(datasets)
  const there = writtenColumns(datasets, inValues.canonical)
  const selects = there.flatMap((kind) => {
    const part = kind === 'name_address' ? 'person' : kind
    if (!parts.includes(part)) return []
    const column = quoteName(inValues.canonical.of(kind))
    const further = quoteText(furtherPart.of(part, 0).slice(0, -1))
    return [
      `SELECT said, ${quoteText(externalId.nameOf(kind) ?? kind)} AS kind, ${column} AS "value",
         CASE WHEN part = ${quoteText(part)} THEN 1 ELSE CAST(split_part(part, '/', 2) AS INTEGER) END AS place
       FROM said s JOIN written w ON w.source = s.source AND w.identity_set = s."set" AND w."value" = s.${codeOf(part)}
       WHERE (part = ${quoteText(part)} OR starts_with(part, ${further})) AND ${column} IS NOT NULL`,
    ]
  })
  await db.run(
    `CREATE TABLE pairs AS ${selects.join(' UNION ALL ') || "SELECT 0 AS said, '' AS kind, '' AS value, 0 AS place WHERE false"}`,
  )
  if (!hashed) return
  // A given hash counts before that of the address beside it; those of further addresses always count.
  await db.run(`INSERT INTO pairs SELECT said, 'email_hash', ${emailHashOfEmailSql('"value"')}, place FROM pairs p
    WHERE kind = 'email' AND NOT (place = 1 AND EXISTS (
      SELECT 1 FROM pairs o WHERE o.said = p.said AND o.kind = 'email_hash' AND o.place = 1))`)
}

/** `facts`: rows of `said` that say the same are one. `fact_of`: which one each is. */
async function makeFacts(db: Duck, datasets: OpenedDataset[]): Promise<void> {
  const written = writtenColumns(datasets, inValues.written)
  const name = (column: string) =>
    written.includes(column) ? canonicalPersonNameSql(quoteName(inValues.written.of(column))) : 'NULL'
  const generation = datasets.some(({ valueColumns }) => valueColumns.includes(inValues.generation))
    ? inValues.generation
    : 'NULL'
  const named = partsOf(datasets).includes('person')
    ? `LEFT JOIN (SELECT source, identity_set, "value", nullif(${name('first_name')}, '') AS first,
         nullif(${name('last_name')}, '') AS last, ${generation} AS generation FROM written WHERE part = 'person') n
       ON n.source = s.source AND n.identity_set = s."set" AND n."value" = s.${codeOf('person')} AND n.first IS NOT NULL`
    : 'JOIN (SELECT NULL::VARCHAR AS first, NULL::VARCHAR AS last, NULL::VARCHAR AS generation) n ON true'
  await db.run(`CREATE TABLE sayings AS
    SELECT s.said, identifiers, n.first, n.last, n.generation, bucket, moment FROM said s
    JOIN (SELECT said, list({kind: kind, "value": "value"} ORDER BY kind, place, "value") AS identifiers
      FROM (SELECT said, kind, "value", min(place) AS place FROM pairs GROUP BY said, kind, "value") GROUP BY said) p
      ON p.said = s.said
    ${named}`)
  await db.run(`CREATE TABLE facts AS SELECT row_number() OVER () AS fact, * FROM (
    SELECT identifiers, first, last, generation, bucket, min(moment) AS moment FROM sayings
    GROUP BY identifiers, first, last, generation, bucket)`)
  await db.run(`CREATE TABLE fact_of AS SELECT said, fact FROM sayings s JOIN facts f ON
    f.identifiers = s.identifiers AND f.bucket = s.bucket AND f.first IS NOT DISTINCT FROM s.first
    AND f.last IS NOT DISTINCT FROM s.last AND f.generation IS NOT DISTINCT FROM s.generation`)
  const traits = [...new Set(datasets.flatMap((one) => columnsOf(one, inRows.trait)))]
  const told = traits.map(
    (trait) => `SELECT fact, ${quoteText(trait)} AS name, arg_max(${traitOf(trait)}, ${saidOf(trait)}) AS "value",
        max(${saidOf(trait)}) AS moment
      FROM said JOIN fact_of USING (said) WHERE ${saidOf(trait)} IS NOT NULL GROUP BY fact`,
  )
  await db.run(
    `CREATE TABLE trait_said AS ${told.join(' UNION ALL ') || "SELECT 0 AS fact, '' AS name, '' AS value, NULL AS moment WHERE false"}`,
  )
}

/** `base_identifiers` (digest, component), and the `component` of each fact: by union-find over the distinct identifiers. */
async function makeComponents(db: Duck): Promise<void> {
  await db.run(`CREATE TABLE held AS SELECT fact, unnest(identifiers, recursive := true) FROM facts`)
  await db.run(`CREATE TABLE numbered AS SELECT (row_number() OVER () - 1)::INTEGER AS number, kind, "value",
      md5(kind || ':' || "value")[:${baseDigestLength}] AS digest
    FROM (SELECT DISTINCT kind, "value" FROM held)`)
  await db.run(
    `CREATE TABLE links AS SELECT fact::INTEGER AS fact, number FROM held JOIN numbered USING (kind, "value")`,
  )
  const { columns, rowCount } = await db.columns('SELECT fact, number FROM links ORDER BY fact, number')
  const [fact, number] = [columns.fact!.values as Int32Array, columns.number!.values as Int32Array]
  const [{ count } = { count: 0 }] = await db.rows<{ count: number }>('SELECT count(*) AS count FROM numbered')
  const root = Uint32Array.from({ length: count }, (_, i) => i)
  for (let i = 1; i < rowCount; i++) {
    if (fact[i] !== fact[i - 1]) continue
    const [one, other] = [find(root, number[i - 1]!), find(root, number[i]!)]
    if (one !== other) union(root, one, other)
  }
  for (let i = 0; i < count; i++) root[i] = find(root, i)
  await db.load('roots', {
    number: { type: 'INTEGER', values: Int32Array.from({ length: count }, (_, i) => i) },
    root: { type: 'INTEGER', values: new Int32Array(root.buffer) },
  })
  await db.run(`CREATE TABLE base_numbers AS
    SELECT digest, min(digest) OVER (PARTITION BY root) AS component, number FROM numbered JOIN roots USING (number);
    CREATE TABLE base_identifiers AS SELECT digest, component FROM base_numbers`)
}

/** `base_facts`. Of a component of too many facts one fact is left, so that it is known. */
async function makeBase(db: Duck, mostFacts: number): Promise<void> {
  await db.run(`CREATE TABLE base_facts AS
    SELECT component, identifiers, first, last, generation, moment, traits, is_large,
      CASE WHEN is_large THEN 0 ELSE length(identifiers::VARCHAR) + 60 + coalesce(length(traits::VARCHAR), 0) END AS bytes
    FROM (SELECT f.*, component, traits, count(*) OVER (PARTITION BY component) > ${mostFacts} AS is_large,
        row_number() OVER (PARTITION BY component ORDER BY moment) AS place
      FROM facts f
      JOIN (SELECT l.fact, min(component) AS component FROM links l JOIN base_numbers USING (number) GROUP BY l.fact) c
        ON c.fact = f.fact
      LEFT JOIN (SELECT fact, list({name: name, "value": "value", moment: moment} ORDER BY name) AS traits
        FROM trait_said GROUP BY fact) t ON t.fact = f.fact)
    WHERE NOT is_large OR place = 1`)
}

/**
 * `base_people`: an identifier of each person whom one finds, by the person's id; rather one that files say. People of events alone
 * are in it, too: files may part or join them, and their ids are then others than those that events alone give.
 *
 * @param fileOf brings the identifiers of a shard of people to a file
 */
export async function makeBasePeople(
  db: Duck,
  shards: number,
  fileOf: (shard: number) => Promise<string>,
): Promise<void> {
  await db.run('CREATE TABLE base_people (id VARCHAR, kind VARCHAR, "value" VARCHAR)')
  const prefix = quoteText(externalId.of(''))
  for (let shard = 0; shard < shards; shard++) {
    await db.run(`INSERT INTO base_people SELECT id, one.kind, one."value" FROM (
      SELECT id, min({far: md5(kind || ':' || "value")[:${baseDigestLength}] NOT IN (SELECT digest FROM base_identifiers),
          kind: kind, "value": "value"}) AS one FROM (
        SELECT person_id::VARCHAR AS id, "value",
          CASE WHEN starts_with(kind, ${prefix}) THEN kind[${externalId.of('').length + 1}:] ELSE kind END AS kind
        FROM ${parquet(await fileOf(shard))})
      GROUP BY id)`)
  }
}

/** The people of the pages from one to before another, by id. */
export const readBasePeople = (
  db: Duck,
  pages: number,
  from: number,
  until: number,
): Promise<{ id: string; kind: string; value: string }[]> =>
  db.rows('SELECT * FROM base_people WHERE id >= $1 AND id < $2 ORDER BY id', [
    basePageStart(from, pages),
    basePageStart(until, pages),
  ])

/** The identifiers of the pages from one to before another, by digest. */
export const readBaseIdentifiers = (
  db: Duck,
  pages: number,
  from: number,
  until: number,
): Promise<{ digest: string; component: string }[]> =>
  db.rows(
    'SELECT digest, component FROM base_identifiers WHERE digest >= $1 AND digest < $2 ORDER BY digest, component',
    [basePageStart(from, pages), basePageStart(until, pages)],
  )

/** `time` is in microseconds since 1970: a bigint where it is farther away than 285 years, as undated and mistyped rows are. */
type Moment = { time: number | bigint; rank: number; row: number; set: number }
const millisecondsOf = ({ time }: Moment): number => Number(time) / 1000

interface FactRow {
  component: string
  is_large: boolean
  identifiers: { kind: string; value: string }[]
  first: string | null
  last: string | null
  generation: string | null
  moment: Moment
  traits: { name: string; value: string; moment: Moment }[] | null
}

/** The facts of the pages from one to before another, by component, earliest first; none of a component that is too large. */
export async function readBaseComponents(
  db: Duck,
  pages: number,
  from: number,
  until: number,
): Promise<{ component: string; facts: BaseFact[] }[]> {
  const names = new Map<number, { path: string; dataset: string }>()
  for (const one of await db.rows<{ rank: number; path: string; dataset: string }>(
    'SELECT rank, path, min(dataset) AS dataset FROM base_paths GROUP BY rank, path',
  )) {
    names.set(one.rank, one)
  }
  const rows = await db.rows<FactRow>(
    'SELECT * FROM base_facts WHERE component >= $1 AND component < $2 ORDER BY component, moment',
    [basePageStart(from, pages), basePageStart(until, pages)],
  )
  const found = new Map<string, { component: string; facts: BaseFact[] }>()
  // In the order of the fold: by object, row and set.
  const tieOf = ({ rank, row, set }: Moment) => `${names.get(rank)!.path}\0${String(row).padStart(10, '0')}\0${set}`
  for (const { component, is_large, identifiers, first, last, generation, moment, traits } of rows) {
    const own = found.get(component) ?? { component, facts: [] }
    found.set(component, own)
    if (is_large) continue
    own.facts.push({
      identifiers,
      ...(first !== null && { name: { first, last, generation } }),
      time: millisecondsOf(moment),
      tie: tieOf(moment),
      source: names.get(moment.rank)!.dataset,
      traits: Object.fromEntries(
        (traits ?? []).map(({ name, value, moment: at }) => [
          name,
          [JSON.parse(value), millisecondsOf(at), tieOf(at)] as const,
        ]),
      ),
    })
  }
  return [...found.values()]
}
