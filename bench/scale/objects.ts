/** The counts of an account that objects grow with, as `sizeOf` of formula.ts gives them. */
type Size = Record<'rows' | 'files' | 'partitions' | 'slices' | 'shards', number>

/** S3 objects of one call, where they grow as a product: Parquet files and arrays, and the times that it waits for them. */
type Objects = [tablesGot: number, arraysGot: number, tablesPut: number, arraysPut: number, waits: number]

/** shared/lake asks for so many arrays together (partitions/arrays.ts), and for so many files (merge/index-pieces.ts). */
const together = (arrays: number) => Math.ceil(arrays / 48)
const filesTogether = (files: number) => Math.ceil(files / 16)
/** merge-files.ts reads ranges of 256 hash buckets one after the other, 8 Mi rows of all files each. */
const ranges = (rows: number) => Math.ceil(256 / Math.min(256, Math.max(1, Math.floor((2 ** 23 * 256) / rows))))
/** A call's files; its tables, where a shard reads four of each slice of each partition. */
const own = ({ files }: Size) => files / Math.min(256, files)
const slicesOf = ({ partitions, slices, shards }: Size) => (partitions * slices) / shards

/** By reading the steps, with one dataset; a test compares it with the steps. There are as many key ranges as partitions. */
export const objectsOf: Record<string, (size: Size, p: number) => Objects> = {
  'ingest/finish': ({ files: f, rows }) => [0, 1 + f * (2 + ranges(rows)), 0, 1, 4 + ranges(rows) * filesTogether(f)],
  'resolve/link': (s, p) => [own(s) * 2, 1, 0, own(s) * (2 + p), 1 + own(s) * (3 + together(p))],
  'resolve/number': ({ files }) => [0, 1 + files, 0, files + 1, 2 + 2 * filesTogether(files)],
  'resolve/connect': ({ files: f }, p) => [0, 2 + p + f * (2 + p), 0, p + 1, 4 + (f + 1) * together(p)],
  'resolve/cut': (s, p) => {
    return [own(s) * 2, 1 + p + own(s) * (2 + 2 * p), own(s) * 2 * p, own(s), 2 + own(s) * (2 + 4 * together(p))]
  },
  'resolve/decide': ({ files: f, slices }) => [2 * f, 2 + f, 4 * slices, 1, 4 + f + 4 * together(slices)],
  'resolve/settle': ({ files }, p) => [0, 2 + p + files, 0, 1, 5],
  'resolve/shard': (s) => [4 * slicesOf(s), 2, 5, 1, 8 + 4 * together(slicesOf(s))],
}
