/**
 * The facts of a dataset about its files lie in its item, which ends at 400 KB, and files come with cells of a million
 * characters and with thousands of columns. Counts are of everything; lists hold what fits.
 */
const longestCell = 200

/**
 * Bytes for each of the four lists: of columns, files, rejects, and the sample. The item holds the configuration too, of at
 * most 200 KB, and some words on its state.
 */
export const roomForList = (config: object): number =>
  Math.min(80_000, Math.floor((370_000 - Buffer.byteLength(JSON.stringify(config))) / 4))

/** A text that may be of any length, at most so long that it can be shown. */
export const short = (text: string, longest = longestCell): string =>
  text.length > longest ? `${text.slice(0, longest - 1)}…` : text

/** The first of a list that fit into so many bytes of JSON. */
export function fitting<Item>(items: Item[], bytes: number): Item[] {
  let left = bytes
  const first = items.findIndex((item) => {
    left -= Buffer.byteLength(JSON.stringify(item)) + 1
    return left < 0
  })
  return first < 0 ? items : items.slice(0, first)
}

/** The first rows of a file, long cells cut. */
export const fittingSample = (rows: Record<string, string | null>[], bytes: number): Record<string, string | null>[] =>
  fitting(
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([column, cell]) => [short(column), cell === null ? null : short(cell)]),
      ),
    ),
    bytes,
  )

/** A sentence that may quote what stands in a file. */
export const shortReason = (sentence: string): string => short(sentence, 1000)

/** Why files were refused, in one sentence: the first few, and how many more. */
export function fittingRefusals(refused: { path: string; reason: string }[]): string {
  const first = refused.slice(0, 5).map(({ path, reason }) => `${path}: ${shortReason(reason)}`)
  return [...first, ...(refused.length > 5 ? [`and ${refused.length - 5} more files`] : [])].join(' · ')
}
