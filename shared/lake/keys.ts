import type { Build } from '../model/resource.ts'

/**
 * Every object key of the three buckets; docs/architecture.md, "The lake", lists the same keys, and a test compares both.
 * A folder ends in a slash. `version` is the folder of one good build, as `lakeKeys.version` names it.
 */

type Owner = Omit<Build, 'attempt'>

/** Uploads bucket: a file as the customer uploaded or dropped it. */
export const uploadKeys = {
  account: (account_id: string) => `${account_id}/`,
  /** @param path `<directory>/<file>` */
  file: (account_id: string, path: string) => `${uploadKeys.account(account_id)}${path}`,
  /** Whose file an object is; undefined of an object that lies in no directory. */
  accountOf(key: string): string | undefined {
    const [account_id, directory] = key.split('/')
    return directory ? account_id : undefined
  },
}

/** Exports bucket: files that customers download. */
export const exportKeys = {
  account: (account_id: string) => `${account_id}/`,
  /** The CSV of a target or of a persona set. The digest is that of the build, so a reader's file never changes. */
  csv: ({ account_id, resource_type, resource_id }: Owner, digest: string, suffix = '') =>
    `${exportKeys.account(account_id)}${resource_type}/${resource_id}/${digest}${suffix}.csv`,
}

/** Parquet files that a build writes shard by shard. Stream names may hold spaces and dots: S3 takes them. */
export type PeoplePart = 'people' | 'identifiers' | 'traits' | 'references' | `stream-${string}`
export type MembersPart = 'members' | 'members-at-newest'
export type ShardPart = PeoplePart | MembersPart | 'assignments' | 'predictions'

/** Lake bucket, what builds publish. */
export const lakeKeys = {
  account: (account_id: string) => `lake/${account_id}/`,
  /** All versions of a resource. An account has one resolution of its people. */
  resource: ({ account_id, resource_type, resource_id }: Owner) =>
    lakeKeys.account(account_id) + (resource_type === 'people' ? 'people/' : `${resource_type}/${resource_id}/`),
  /** One version: written beside the earlier ones, and named by the digest of its inputs. A dataset has one per file. */
  version: (owner: Owner, digest: string) => `${lakeKeys.resource(owner)}${digest}/`,

  /** A dataset's file: the accepted rows, with numbers in place of identifying values. */
  rows: (version: string) => `${version}rows.parquet`,
  /** A dataset's file: each distinct identifying value once. */
  values: (version: string) => `${version}values.parquet`,
  /** A dataset's file: the rejected rows and why. */
  rejects: (version: string) => `${version}rejects.csv`,
  /** A dataset's file: its counts and columns; it is written last, so it says that the file was read. */
  report: (version: string) => `${version}report.json`,
  /** A dataset's file: the hashes of the rows `first` to `end` − 1, which merging reads in place of the rows. */
  hashes: (version: string, by: 'row' | 'upsert', first: number, end: number) =>
    `${version}${by}-hashes-${first}-${end}.bin`,
  /** A source's part of the log: which names stand in it. */
  survey: (version: string) => `${version}survey.json`,
  /** A dataset: which files make it up. */
  manifest: (owner: Owner, digest: string) => `${lakeKeys.resource(owner)}manifest/${digest}.json`,
  /** A dataset: which rows of its files do not count. */
  dropped: (owner: Owner, digest: string) => `${lakeKeys.resource(owner)}merged/${digest}.parquet`,

  /** One part of one shard: people and what is known of them, members, assignments, predictions. */
  shard: (version: string, shard: number, part: ShardPart) => `${version}shard=${shard}/${part}.parquet`,
  /** People: who owns which rows and values, as the first step hands it to all shards, or to one. */
  sideFile: (version: string, name: string, shard?: number) =>
    `${version}sides/${shard === undefined ? '' : `shard=${shard}/`}${name}.parquet`,
  /** A cohort: its number of members by day, week and month. */
  membership: (version: string) => `${version}membership.json`,
  /** A persona set: the model, and how its dimensions are measured. */
  model: (version: string) => `${version}model.json`,
  /** A persona set: counts of the people that the model was fitted on. */
  fittedPopulation: (version: string) => `${version}fitted-population.json`,
  /** A persona set: one analysis, as the API answers it. */
  analysis: (version: string, name: string) => `${version}${name}.json`,
}

/** The version whose rows `key` holds; undefined for the key of anything else. */
export const versionOfRows = (key: string): string | undefined =>
  key.endsWith('/rows.parquet') ? key.slice(0, -'rows.parquet'.length) : undefined

/**
 * Lake bucket, the log of events: gzipped JSON lines, one accepted event each. An object lies in the UTC hour in which it was
 * written; the same event may stand in several.
 */
export const eventKeys = {
  account: (account_id: string) => `events/${account_id}/`,
  source: (account_id: string, source_id: string) => `${eventKeys.account(account_id)}${source_id}/`,
  /** The objects that were written in the UTC hour of `at`. */
  hour: (account_id: string, source_id: string, at: Date) =>
    `${eventKeys.source(account_id, source_id)}${at.toISOString().slice(0, 13).replace('T', '/')}/`,
  /** @param part `<yyyy-mm-dd>`, or with `/<hh>` behind it */
  part: (account_id: string, source_id: string, part: string) => `${eventKeys.source(account_id, source_id)}${part}/`,
  /** @param digest SHA-256 of what the object holds: written twice it is one object */
  object: (account_id: string, source_id: string, at: Date, digest: string) =>
    `${eventKeys.hour(account_id, source_id, at)}${digest}.ndjson.gz`,
  /** The hour in which an object was written, `yyyy-mm-ddThh`; undefined for another key. */
  hourOf(key: string): string | undefined {
    const [, day, hour] = /\/(\d{4}-\d\d-\d\d)\/(\d\d)\/[^/]+$/.exec(key) ?? []
    return day && `${day}T${hour}`
  },
}

/** Lake bucket, what one build's steps hand to one another. All of it expires after seven days. */
export const buildKeys = {
  all: 'builds/',
  folder: ({ account_id, resource_type, resource_id, attempt }: Build) =>
    `${buildKeys.all}${account_id}/${resource_type}/${resource_id}/${attempt}/`,
  /** The inputs that the first step fixed. */
  plan: (build: Build) => `${buildKeys.folder(build)}plan.json`,
  /** The result of one item of a step's Map; the item is mostly a shard. */
  note: (build: Build, step: string, item: number) => `${buildKeys.folder(build)}${step}-${item}.json`,
  /** A target: one shard's lines of the CSV. */
  targetCsv: (build: Build, shard: number) => `${buildKeys.folder(build)}part-${shard}.csv`,
  /** A target that is split by persona: one shard's lines of the CSV of one persona, by its place in the plan. */
  personaCsv: (build: Build, shard: number, persona: number) =>
    `${buildKeys.folder(build)}part-${shard}-persona-${persona}.csv`,
  /** A persona set: one shard's lines of the CSV. */
  setCsv: (build: Build, shard: number) => `${buildKeys.folder(build)}set-${shard}.csv`,
}

/** Below the folder of a build of people that is cut into partitions. `file` counts over all files of all datasets. */
export const exchangeKeys = {
  /** Per value of a file the smallest value of its component. */
  roots: (file: number) => `roots/${file}`,
  /** Per value of a file the range of its key. */
  ranges: (file: number) => `ranges/${file}`,
  /** The keys of a file in one range. */
  keys: (range: number, file: number) => `keys/${range}/${file}`,
  /** Their numbers among all distinct keys of the range. */
  numbers: (range: number, file: number) => `numbers/${range}/${file}`,
  /** The components of all files that are linked so far. */
  linked: (files: number) => `linked/${files}`,
  /** How many files are linked so far. */
  linkedFiles: () => 'linked/files',
  /** Per key of a range its partition. */
  dealt: (range: number) => `dealt/${range}`,
  /** The rows or values of a file that belong to one partition. */
  cut: (partition: number, file: number, what: 'rows' | 'values') => `cut/${partition}/${file}/${what}.parquet`,
  /** The people of one slice of all ids, as far as one partition knows them. */
  slice: (slice: number, partition: number, part: string) => `slices/${slice}/${partition}/${part}.parquet`,
}
