/**
 * The measured points that docs/scale.md draws out: of commit c21e93a, on 2026-11-22, on the machine that the page names, where
 * the whole runs are, too. Nothing here was measured on AWS.
 */
export const ROWS_A_PERSON = 5_000_000 / 644_757

/** Objects whose number is a product cost time beside the rows in them: seconds each, by the same rows in more partitions. */
export const objectSeconds = { tablesGot: 0.0024, arraysGot: 0.0008, tablesPut: 0.0098, arraysPut: 0.0033 }
/** Distinct keys of identifiers a row; `connect` leaves a byte for each. */
export const KEYS_A_ROW = 0.405
/** Bytes that all steps together leave in S3, of a row. */
export const BYTES_A_ROW = 287
/** Seconds in which no step runs: events, planning, API, the client's next question. */
export const BETWEEN_SECONDS = 10
/** S3 requests of a call, where they are no product; a call that adds notes up makes as many for each note. */
export const REQUESTS = { reads: 2.5, writes: 2.15 }

/** The calls of a step: one for each file (256 calls at the most), range of keys, partition or shard; or one for all. */
export type Over = 'files' | 'ranges' | 'partitions' | 'shards' | 'all'
/** The unit of a call's work: million rows of its share, million rows of everybody, million people sampled, or a note. */
type Unit = 'share' | 'everybody' | 'sample' | 'note'
/** A step runs always, only where one function resolves identities, or only where partitions do. */
type Way = 'always' | 'whole' | 'cut'

/**
 * One call on the measuring machine takes fixed + each × work seconds; got and put are its MB of S3 for a unit of work. A row
 * is the line through the two largest works that differ by a third or more. The CPU time counts where it is longer.
 */
const table: [step: string, over: Over, unit: Unit, way: Way, fixed: number, each: number, got: number, put: number][] =
  [
    ['ingest/prepare', 'all', 'note', 'always', 0.25, 0, 0, 0],
    ['ingest/shard', 'files', 'share', 'always', 0.76, 5.19, 125.8, 73.7],
    // Since 2026-11-29; not measured alone. Where all files agree, which is the rule, the Map behind it is empty.
    ['ingest/agree', 'all', 'note', 'always', 0.05, 0, 0, 0],
    ['ingest/reread', 'files', 'share', 'always', 0, 0, 0, 0],
    ['ingest/finish', 'all', 'share', 'always', 0.05, 0.133, 8, 0],
    ['resolve/prepare', 'all', 'share', 'whole', 0.46, 2.22, 53.7, 13.9],
    ['resolve/shard', 'shards', 'everybody', 'whole', 0.81, 1.78, 65.4, 10],
    ['resolve/prepare', 'all', 'note', 'cut', 0.2, 0, 0, 0],
    ['resolve/link', 'files', 'share', 'cut', 0.19, 2.24, 53.7, 22.5],
    ['resolve/number', 'ranges', 'share', 'cut', 0.09, 0.19, 15.6, 3.9],
    ['resolve/connect', 'all', 'share', 'cut', 0.14, 0.61, 10.8, 0.4],
    ['resolve/cut', 'files', 'share', 'cut', 0, 8.33, 64.4, 55.9],
    ['resolve/decide', 'partitions', 'share', 'cut', 0.99, 7.86, 55.9, 51.8],
    ['resolve/settle', 'all', 'note', 'cut', 0.04, 0, 0, 0],
    ['resolve/shard', 'shards', 'share', 'cut', 0, 2.77, 52.4, 26.8],
    ['resolve/finish', 'all', 'note', 'always', 0.02, 0.0124, 0, 0],
    ['cohort/prepare', 'all', 'note', 'always', 0.15, 0, 0, 0],
    ['cohort/shard', 'shards', 'share', 'always', 0, 0.35, 11.8, 2.1],
    ['cohort/finish', 'all', 'note', 'always', 0.03, 0.009, 0.02, 0],
    ['personas/prepare', 'all', 'note', 'always', 0.15, 0, 0, 0],
    ['personas/cluster', 'all', 'sample', 'always', 0.44, 12.46, 485.6, 0],
    ['personas/score', 'shards', 'share', 'always', 0.87, 1.41, 22.9, 25.4],
    ['personas/finish', 'all', 'note', 'always', 0, 0.7515, 0.05, 0],
    ['predict/prepare', 'all', 'note', 'always', 0.2, 0, 0, 0],
    ['predict/shard', 'shards', 'share', 'always', 0.09, 0.27, 4.8, 2.7],
    ['predict/finish', 'all', 'note', 'always', 0.03, 0.0048, 0, 0],
    ['deliver/prepare', 'all', 'note', 'always', 0.15, 0, 0, 0],
    ['deliver/shard', 'shards', 'share', 'always', 0.13, 0.35, 9.6, 17.9],
    ['deliver/finish', 'all', 'note', 'always', 0, 0.597, 0, 0],
  ]
export type Point = (typeof points)[number]
export const points = table.map(([step, over, unit, way, fixed, each, got, put]) => {
  return { step, over, unit, way, fixed, each, got, put }
})
