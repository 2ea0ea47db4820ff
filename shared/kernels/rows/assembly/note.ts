// The notes on a row: its counts, its hash, what identifies its values, and where the cells to be written stand.
import { spaces } from './find'
import { hashOf, hashOfQuoted, K, mixed } from './hash'
import {
  ABSENT, BLANKS, BOUNDS, CELL_COUNT, CELLS, COLUMNS, CR, EDGES, endOf, GROUPED, HASHES, LF, LINES, NOTED, P_BOUNDS,
  P_COLUMNS, P_COUNT, P_NUMBERS, P_PENDING, P_TAGS, PADDED, PART_COUNT, PART_SIZE, PARTS, QUOTES, ROW_HASHES, ROWS, SEEDS, set, SPACE,
  startOf, word,
} from './state'
import { lineBytes } from './values'

/** Counts and hashes the row found, and remembers where its cells stand. */
export function note(): void {
  const columns = word(COLUMNS)
  const quotes = <usize>word(QUOTES)
  const edges = <usize>word(EDGES)
  const hashes = <usize>word(HASHES)
  const seeds = <usize>word(SEEDS)
  const absents = <usize>word(ABSENT)
  const blanks = <usize>word(BLANKS)
  let lines: u32 = 1
  // A sum over the cells, so that files with their columns in another order agree.
  let sum: u64 = <u64>columns * K
  for (let c: u32 = 0; c < columns; c++) {
    const quoted = <u32>load<u8>(quotes + c)
    const inside = <usize>(quoted & 1)
    const start = <usize>startOf(c) + inside
    const end = <usize>endOf(c) - inside
    let absent: u32 = 1
    let hash: u64 = 0
    if (start == end) store<u32>(blanks + (<usize>c << 2), load<u32>(blanks + (<usize>c << 2)) + 1)
    else {
      absent = 0
      if (load<u8>(edges + load<u8>(start)) | load<u8>(edges + load<u8>(end - 1))) {
        store<u8>(<usize>word(PADDED) + c, 1)
        if (spaces(start, end)) store<u32>(blanks + (<usize>c << 2), load<u32>(blanks + (<usize>c << 2)) + 1)
        absent = <u32>nothing(start, end)
      }
      if (quoted) lines += innerLines(start, end)
      hash = quoted == 3 ? hashOfQuoted(start, end) : hashOf(start, end)
      sum += mixed(hash ^ load<u64>(seeds + (<usize>c << 3)))
    }
    store<u64>(hashes + (<usize>c << 3), hash)
    store<u8>(absents + c, absent)
  }
  const row = word(NOTED)
  store<u64>(<usize>word(ROW_HASHES) + (<usize>(word(GROUPED) + row) << 3), mixed(sum))
  noteCells(<usize>word(CELLS), word(CELL_COUNT), <usize>word(BOUNDS), row)
  for (let p: u32 = 0; p < word(PART_COUNT); p++) notePart(<usize>word(PARTS) + <usize>p * PART_SIZE, row)
  set(NOTED, row + 1)
  set(ROWS, word(ROWS) + 1)
  set(LINES, word(LINES) + lines)
}

function notePart(part: usize, row: u32): void {
  const columns = <usize>load<u32>(part, P_COLUMNS)
  const count = load<u32>(part, P_COUNT)
  let hash: u64 = 0
  let some: u32 = 0
  for (let i: usize = 0; i < <usize>count; i++) {
    const c = <usize>load<u32>(columns + (i << 2))
    some |= load<u8>(<usize>word(ABSENT) + c) ^ 1
    hash = (rotl<u64>(hash, 25) ^ load<u64>(<usize>word(HASHES) + (c << 3))) * K
  }
  hash = mixed(hash)
  store<u32>(<usize>load<u32>(part, P_TAGS) + (<usize>row << 2), <u32>(hash ^ (hash >> 32)))
  store<u32>(<usize>load<u32>(part, P_NUMBERS) + (<usize>(word(GROUPED) + row) << 2), some)
  noteCells(columns, count, <usize>load<u32>(part, P_BOUNDS), row)
  store<u32>(part, load<u32>(part, P_PENDING) + lineBytes(part), P_PENDING)
}

/** Remembers where cells begin and end. */
function noteCells(columns: usize, count: u32, bounds: usize, row: u32): void {
  let to = bounds + ((<usize>row * count) << 3)
  const last = columns + (<usize>count << 2)
  for (let column = columns; column < last; column += 4) {
    const c = load<u32>(column)
    store<u32>(to, startOf(c))
    store<u32>(to, endOf(c), 4)
    to += 8
  }
}

/** True when nothing is left of the text once it is trimmed: spaces, tabs, line ends, no-break spaces. */
function nothing(start: usize, end: usize): bool {
  for (let i = start; i < end; i++) {
    const byte = <u32>load<u8>(i)
    if (byte == SPACE || byte == 9 || byte == LF || byte == CR) continue
    if (byte != 0xc2 || i + 1 >= end || load<u8>(i + 1) != 0xa0) return false
    i++
  }
  return true
}

function innerLines(start: usize, end: usize): u32 {
  let lines: u32 = 0
  for (let i = start; i < end; i++) {
    const byte = <u32>load<u8>(i)
    if (byte == LF || (byte == CR && load<u8>(i + 1) != LF)) lines++
  }
  return lines
}
