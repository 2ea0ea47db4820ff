import type { CsvShape } from './csv-listener.ts'
import { configuredDelimiter, delimiterHint, delimiters, detectDelimiter } from './delimiter.ts'
import { lookOf } from './header.ts'
import { RowParser } from './row-parser.ts'

/** Where the table begins: its header row, or its first row of data where the header stands in the configuration. */
export interface TableStart {
  delimiter: string
  /** Bytes and lines above it. */
  at: number
  lines: number
}

/** How many rows are looked at for the header. */
const MOST_ROWS = 100

/**
 * Finds the header of a file. Above it may stand Excel's hint of the delimiter (`sep=;`), notes and comments. The header is
 * the first row that has all columns the dataset needs, read with the configured delimiter, that of the hint, or any that
 * finds one. Where no row has all of them, it is the first with most; where none has any, the first row of all.
 * `skip_lines` says instead how many lines stand above it.
 * @param head the first 64 KB of the file, or all of it
 */
export function findTable(head: Buffer, shape: CsvShape): TableStart {
  const hint = delimiterHint(head.toString('latin1', 0, 64))
  const top = shape.skip_lines === undefined ? skipHint(hint) : skipLines(head, shape.skip_lines)
  const fixed = shape.delimiter ? configuredDelimiter(shape.delimiter) : hint?.[1]
  const detected = fixed ?? detectDelimiter(shape.header_row ?? head.toString('utf8', top.at))
  const first = { delimiter: detected, ...top }
  const { needed = [] } = shape
  if (shape.header_row?.trim() || shape.skip_lines !== undefined || !needed.length) return first
  const wanted = [...new Set(needed.map(lookOf))]
  let best = { start: first as TableStart, found: 0, row: 0 }
  for (const delimiter of fixed ? [fixed] : new Set([detected, ...delimiters])) {
    for (const [row, { names, at, lines }] of firstRows(head, top.at, delimiter).entries()) {
      const found = wanted.filter((name) => names.has(name)).length
      const isBetter = found > best.found || (found === best.found && found > 0 && row < best.row)
      if (isBetter) best = { start: { delimiter, at, lines: top.lines + lines }, found, row }
    }
  }
  return best.start
}

const skipHint = (hint: RegExpExecArray | null) => (hint ? { at: hint[0].length, lines: 1 } : { at: 0, lines: 0 })

function skipLines(head: Buffer, most: number): { at: number; lines: number } {
  let at = 0
  let lines = 0
  for (; lines < most && at < head.length; lines++) {
    while (at < head.length && head[at] !== LF && head[at] !== CR) at++
    at += head[at] === CR && head[at + 1] === LF ? 2 : 1
  }
  return { at: Math.min(at, head.length), lines }
}

const LF = 10
const CR = 13

/** The first rows of a file as sets of names; `at` and `lines` say how much stands before each. */
function firstRows(head: Buffer, from: number, delimiter: string) {
  const window = Buffer.concat([head, Buffer.from('\n\n')])
  const parser = new RowParser(delimiter)
  const rows: { names: Set<string>; at: number; lines: number }[] = []
  let lines = 0
  for (let at = from; at < head.length && rows.length < MOST_ROWS; at = parser.after) {
    // The last row may be cut off: as a header it would be too long anyway, unless the file ends there.
    parser.next(window, at, head.length, true)
    if (!parser.problem) rows.push({ names: new Set(parser.cells(window).map(lookOf)), at, lines })
    lines += 1 + parser.innerLines
  }
  return rows
}
