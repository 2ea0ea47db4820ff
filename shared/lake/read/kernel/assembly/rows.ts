// The row kernel: finds, hashes, numbers and writes the plain rows of a CSV window. WebAssembly SIMD (128 bit), built by
// ../build.ts; excluded from tsc and lint, because this is AssemblyScript: the syntax of TypeScript, the types of
// WebAssembly.
//
// It takes a row only when every reader would read it the same way: cells without quotes, or wholly inside them, as many
// as there are columns, and a line end behind. At any other row it stops, and row-parser.ts decides.
// There is no static data and no allocation here: every address stands in the state, which ../state.ts fills in.

// The state: 32-bit words, in the order of ../state.ts
// @ts-ignore: decorator
@inline const STATE: usize = 64
const COLUMNS: usize = 0
const DELIMITER: usize = 4
const STARTS: usize = 8 // u32[columns + 1]: where a cell begins, its quotes included
const ENDS: usize = 12 // u32[columns + 1]
const QUOTES: usize = 16 // u8[columns + 1]: 1 quoted, 3 with quotes inside
const HASHES: usize = 20 // u64[columns]
const ABSENT: usize = 24 // u8[columns]: 1 when nothing is left of the cell once it is trimmed
const SEEDS: usize = 28 // u64[columns]
const BLANKS: usize = 32 // u32[columns]: rows with nothing but spaces there
const PADDED: usize = 36 // u8[columns]: 1 when some cell begins or ends with white space
const EDGES: usize = 40 // u8[256]: 1 for a byte that may be white space at an edge
const PAIRS: usize = 44 // u8[200]: '00' to '99'
const RUNS: usize = 48 // u32[runs][2]: first and last of columns side by side that are written row by row
const RUN_COUNT: usize = 52
const BOUNDS: usize = 56 // u32[BATCH][runs][2]
const ROW_HASHES: usize = 60 // u64[BATCH]
const PARTS: usize = 64 // [parts], PART_SIZE bytes each
const PART_COUNT: usize = 68
const OUT: usize = 72
const OUT_USED: usize = 76
const OUT_SIZE: usize = 80
const NOTED: usize = 84 // rows noted and not written yet
const ROWS: usize = 88 // rows taken
const STOP_ROW: usize = 92 // how many rows may be taken
const LINES: usize = 96 // lines of the rows taken
const LONGEST: usize = 100
const INNER: usize = 104 // line ends inside quotes
const WHY: usize = 108
const FULL: usize = 112 // the part that must forget its values
const TOUCHED: usize = 116
const OUT_PENDING: usize = 120 // bytes that the noted rows may take
const UNQUOTED: usize = 124 // as long as a window: a cell without its quotes

// Why the kernel stopped.
const LOOK: i32 = 0 // at a row that is not plain, not whole, or not to be taken
const DRAIN: i32 = 1 // the room for what is written is used up
const FORGET: i32 = 2 // the values of a part exceed their bound

// A part: columns that are one value together.
const PART_SIZE: usize = 64
const P_COLUMNS: usize = 0 // u32[count]
const P_COUNT: usize = 4
const P_RUNS: usize = 8 // u32[runs][2]
const P_RUN_COUNT: usize = 12
const P_BOUNDS: usize = 16 // u32[BATCH][runs][2]
const P_TAGS: usize = 20 // u32[BATCH]
const P_NUMBERS: usize = 24 // u32[BATCH]: what the batch's rows carry; 0 when blank
const P_SLOTS: usize = 28 // a table of c slots (tag, entry; 0 is free) stands at c * 8 bytes from here
const P_CAPACITY: usize = 32 // c, a power of two
const P_PLACES: usize = 36 // u32[entries]: where an entry's line stands among the lines
const P_LINES: usize = 40
const P_USED: usize = 44
const P_ENTRIES: usize = 48
const P_BASE: usize = 52 // entries that were forgotten
const P_BOUND: usize = 56
const P_PENDING: usize = 60 // bytes that the noted rows may add

// Rows that are numbered together: nearly every step of a look-up waits for memory, and done step by step for many rows
// the waits overlap.
const BATCH: u32 = 128
/** What an entry costs beside its bytes: its place, and its slots when the table has just grown. */
const ENTRY: u32 = 28
const FIRST_SLOTS: u32 = 1024
/** Twenty digits of hash and a delimiter, ten digits of each number, and what copying writes past the end. */
const NUMBERS: u32 = 48

const LF: u32 = 10
const CR: u32 = 13
const SPACE: u32 = 32
const QUOTE: u32 = 34
const K: u64 = 0x9e3779b97f4a7c15

// @ts-ignore: decorator
@inline function word(at: usize): u32 { return load<u32>(STATE + at) }
// @ts-ignore: decorator
@inline function set(at: usize, value: u32): void { store<u32>(STATE + at, value) }

/** Takes rows from `at` on and gives the place where it stopped. `load<u8>(limit)` must be a line feed that is no data. */
export function scan(at: usize, limit: usize): usize {
  set(WHY, LOOK)
  while (at < limit && word(ROWS) < word(STOP_ROW)) {
    const after = find(at, limit)
    if (!after) break
    const end = after - 1 - usize(after > at + 1 && load<u8>(after - 1) == LF && load<u8>(after - 2) == CR)
    if (!room(<u32>(end - at))) break
    note(<u32>(end - at))
    at = after
  }
  return at
}

/** Where the next row begins, or 0 when the row at `at` is not plain or not whole. */
function find(at: usize, limit: usize): usize {
  const columns = word(COLUMNS)
  const delimiter = word(DELIMITER)
  const starts = <usize>word(STARTS)
  const ends = <usize>word(ENDS)
  const quotes = <usize>word(QUOTES)
  const delimiters = i8x16.splat(<i8>delimiter)
  const lineFeeds = i8x16.splat(<i8>LF)
  const returns = i8x16.splat(<i8>CR)
  const quoteMarks = i8x16.splat(<i8>QUOTE)
  let c: u32 = 0
  let i = at
  for (;;) {
    const start = i
    let byte = <u32>load<u8>(i)
    let quoted: u32 = 0
    if (byte == QUOTE) {
      quoted = 1
      i++
      for (;;) {
        let mask = 0
        while (!(mask = i8x16.bitmask(i8x16.eq(v128.load(i), quoteMarks)))) {
          i += 16
          if (i >= limit) return 0
        }
        i += ctz(mask)
        if (i >= limit) return 0
        if (load<u8>(i + 1) != QUOTE || i + 1 >= limit) break
        quoted = 3
        i += 2
      }
      byte = <u32>load<u8>(++i)
      if (byte != delimiter && byte != LF && byte != CR) return 0
    } else {
      for (;;) {
        const v = v128.load(i)
        const mask = i8x16.bitmask(v128.or(
          v128.or(i8x16.eq(v, delimiters), i8x16.eq(v, lineFeeds)),
          v128.or(i8x16.eq(v, returns), i8x16.eq(v, quoteMarks)),
        ))
        if (mask) {
          i += ctz(mask)
          break
        }
        i += 16
      }
      byte = <u32>load<u8>(i)
      if (byte == QUOTE) return 0
    }
    // A delimiter at the end of each line, as some exports write: no cell stands behind it.
    if (c == columns && (i != start || byte == delimiter)) return 0
    store<u32>(starts + (<usize>c << 2), <u32>start)
    store<u32>(ends + (<usize>c << 2), <u32>i)
    store<u8>(quotes + c, quoted)
    c++
    if (byte == delimiter) {
      i++
      continue
    }
    if (i >= limit) return 0
    if (c != columns && c != columns + 1) return 0
    if (columns == 1 && !quoted && spaces(start, i)) return 0
    if (byte == LF) return i + 1
    if (i + 1 >= limit) return 0
    return load<u8>(i + 1) == LF ? i + 2 : i + 1
  }
}

/** True when there is room to write the noted rows and one more of so many bytes; settles what stands in the way. */
function room(bytes: u32): bool {
  const row = bytes + NUMBERS + 11 * word(PART_COUNT)
  if (word(NOTED) == BATCH || word(OUT_USED) + word(OUT_PENDING) + row > word(OUT_SIZE)) settle()
  if (word(OUT_USED) + row > word(OUT_SIZE)) {
    set(WHY, DRAIN)
    return false
  }
  for (let p: u32 = 0; p < word(PART_COUNT); p++) {
    const part = <usize>word(PARTS) + <usize>p * PART_SIZE
    const line = lineBytes(part)
    const entries = load<u32>(part, P_ENTRIES)
    const used = load<u32>(part, P_USED)
    if (used + load<u32>(part, P_PENDING) + line + ENTRY * (entries + word(NOTED) + 1) <= load<u32>(part, P_BOUND)) continue
    settle()
    const kept = load<u32>(part, P_ENTRIES)
    if (kept && load<u32>(part, P_USED) + line + ENTRY * (kept + 1) > load<u32>(part, P_BOUND)) {
      set(FULL, p)
      set(WHY, FORGET)
      return false
    }
  }
  set(OUT_PENDING, word(OUT_PENDING) + row)
  return true
}

/** How long the line of the part's value in the row found is. */
function lineBytes(part: usize): u32 {
  const runs = <usize>load<u32>(part, P_RUNS)
  const last = runs + (<usize>load<u32>(part, P_RUN_COUNT) << 3)
  let bytes: u32 = 0
  for (let run = runs; run < last; run += 8) bytes += endOf(load<u32>(run, 4)) - startOf(load<u32>(run)) + 1
  return bytes
}

// @ts-ignore: decorator
@inline function startOf(c: u32): u32 { return load<u32>(<usize>word(STARTS) + (<usize>c << 2)) }
// @ts-ignore: decorator
@inline function endOf(c: u32): u32 { return load<u32>(<usize>word(ENDS) + (<usize>c << 2)) }

/** Counts and hashes the row found, and remembers where its cells stand. */
function note(length: u32): void {
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
      if (quoted) {
        const inner = innerLines(start, end)
        if (inner) {
          lines += inner
          set(INNER, 1)
        }
      }
      hash = quoted == 3 ? hashOfQuoted(start, end) : hashOf(start, end)
      sum += mixed(hash ^ load<u64>(seeds + (<usize>c << 3)))
    }
    store<u64>(hashes + (<usize>c << 3), hash)
    store<u8>(absents + c, absent)
  }
  const row = word(NOTED)
  store<u64>(<usize>word(ROW_HASHES) + (<usize>row << 3), mixed(sum))
  noteRuns(<usize>word(RUNS), word(RUN_COUNT), <usize>word(BOUNDS), row)
  for (let p: u32 = 0; p < word(PART_COUNT); p++) notePart(<usize>word(PARTS) + <usize>p * PART_SIZE, row)
  set(NOTED, row + 1)
  set(ROWS, word(ROWS) + 1)
  set(LINES, word(LINES) + lines)
  if (length > word(LONGEST)) set(LONGEST, length)
}

function notePart(part: usize, row: u32): void {
  const columns = <usize>load<u32>(part, P_COLUMNS)
  const count = <usize>load<u32>(part, P_COUNT)
  let hash: u64 = 0
  let some: u32 = 0
  for (let i: usize = 0; i < count; i++) {
    const c = <usize>load<u32>(columns + (i << 2))
    some |= load<u8>(<usize>word(ABSENT) + c) ^ 1
    hash = (rotl<u64>(hash, 25) ^ load<u64>(<usize>word(HASHES) + (c << 3))) * K
  }
  hash = mixed(hash)
  store<u32>(<usize>load<u32>(part, P_TAGS) + (<usize>row << 2), <u32>(hash ^ (hash >> 32)))
  store<u32>(<usize>load<u32>(part, P_NUMBERS) + (<usize>row << 2), some)
  noteRuns(<usize>load<u32>(part, P_RUNS), load<u32>(part, P_RUN_COUNT), <usize>load<u32>(part, P_BOUNDS), row)
  store<u32>(part, load<u32>(part, P_PENDING) + lineBytes(part), P_PENDING)
}

/** Remembers where runs of cells begin and end. */
function noteRuns(runs: usize, count: u32, bounds: usize, row: u32): void {
  let to = bounds + ((<usize>row * count) << 3)
  const last = runs + (<usize>count << 3)
  for (let run = runs; run < last; run += 8) {
    store<u32>(to, startOf(load<u32>(run)))
    store<u32>(to, endOf(load<u32>(run, 4)), 4)
    to += 8
  }
}

/** True when nothing but spaces and tabs stands there. */
function spaces(start: usize, end: usize): bool {
  for (let i = start; i < end; i++) {
    const byte = <u32>load<u8>(i)
    if (byte != SPACE && byte != 9) return false
  }
  return true
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

// @ts-ignore: decorator
@inline function step(hash: u64, bytes: u64): u64 {
  const h = (hash ^ bytes) * K
  return h ^ (h >> 32)
}

/** The last step of MurmurHash3: each bit sways every bit of the result. */
// @ts-ignore: decorator
@inline function mixed(hash: u64): u64 {
  let h = hash
  h = (h ^ (h >> 33)) * 0xff51afd7ed558ccd
  h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53
  return h ^ (h >> 33)
}

/** A hash of 64 bits of the bytes there. Reads up to seven bytes behind them, which have no say. */
function hashOf(start: usize, end: usize): u64 {
  let hash = <u64>(end - start) * K
  let i = start
  while (i + 8 <= end) {
    hash = step(hash, load<u64>(i))
    i += 8
  }
  if (i < end) hash = step(hash, load<u64>(i) & ((<u64>1 << (<u64>(end - i) << 3)) - 1))
  return hash
}

/** The same of a text whose quotes are written twice. */
function hashOfQuoted(start: usize, end: usize): u64 {
  let to = <usize>word(UNQUOTED)
  for (let i = start; i < end; i++) {
    const byte = load<u8>(i)
    store<u8>(to++, byte)
    if (byte == QUOTE) i++
  }
  return hashOf(<usize>word(UNQUOTED), to)
}

/** Numbers and writes the rows noted; due before the bytes of the window change. */
export function settle(): void {
  const count = word(NOTED)
  for (let p: u32 = 0; p < word(PART_COUNT); p++) number(<usize>word(PARTS) + <usize>p * PART_SIZE, count)
  const delimiter = word(DELIMITER)
  const runs = <usize>word(RUN_COUNT)
  let to = <usize>word(OUT) + word(OUT_USED)
  for (let row: u32 = 0; row < count; row++) {
    to = digits(to, load<u64>(<usize>word(ROW_HASHES) + (<usize>row << 3)))
    store<u8>(to++, delimiter)
    for (let p: u32 = 0; p < word(PART_COUNT); p++) {
      const part = <usize>word(PARTS) + <usize>p * PART_SIZE
      const value = load<u32>(<usize>load<u32>(part, P_NUMBERS) + (<usize>row << 2))
      if (value) to = digits(to, value)
      store<u8>(to++, delimiter)
    }
    const first = <usize>word(BOUNDS) + ((<usize>row * runs) << 3)
    const last = first + (runs << 3)
    for (let run = first; run < last; run += 8) {
      to = copy(to, <usize>load<u32>(run), <usize>load<u32>(run, 4))
      store<u8>(to++, delimiter)
    }
    // The last delimiter is one too many.
    store<u8>(to - 1, LF)
  }
  set(OUT_USED, <u32>(to - <usize>word(OUT)))
  set(OUT_PENDING, 0)
  set(NOTED, 0)
}

/** Copies in steps of 16 bytes, past the end: what stands there is not written yet. */
// @ts-ignore: decorator
@inline function copy(to: usize, start: usize, end: usize): usize {
  for (let i = start, at = to; i < end; i += 16, at += 16) v128.store(at, v128.load(i))
  return to + (end - start)
}

/** Writes a number in decimal; gives the place behind it. */
function digits(to: usize, value: u64): usize {
  if (value >= 1000000000) {
    const high = value / 1000000000
    return nine(digits(to, high), <u32>(value - high * 1000000000))
  }
  const pairs = <usize>word(PAIRS)
  let rest = <u32>value
  let length: usize = rest < 10 ? 1 : rest < 100 ? 2 : rest < 1000 ? 3 : rest < 10000 ? 4 : rest < 100000 ? 5
    : rest < 1000000 ? 6 : rest < 10000000 ? 7 : rest < 100000000 ? 8 : 9
  let at = to + length
  while (rest >= 100) {
    const hundreds = rest / 100
    at -= 2
    store<u16>(at, load<u16>(pairs + (<usize>(rest - hundreds * 100) << 1)))
    rest = hundreds
  }
  if (rest >= 10) store<u16>(to, load<u16>(pairs + (<usize>rest << 1)))
  else store<u8>(to, 48 + rest)
  return to + length
}

/** Writes exactly nine digits. */
function nine(to: usize, value: u32): usize {
  const pairs = <usize>word(PAIRS)
  let rest = value
  for (let at = to + 7; at > to; at -= 2) {
    const hundreds = rest / 100
    store<u16>(at, load<u16>(pairs + (<usize>(rest - hundreds * 100) << 1)))
    rest = hundreds
  }
  store<u8>(to, 48 + rest)
  return to + 9
}

/** Gives each of the part's noted values its number. */
function number(part: usize, count: u32): void {
  const tags = <usize>load<u32>(part, P_TAGS)
  const numbers = <usize>load<u32>(part, P_NUMBERS)
  touch(part, tags, count)
  for (let row: u32 = 0; row < count; row++) {
    const at = numbers + (<usize>row << 2)
    if (load<u32>(at)) store<u32>(at, found(part, row, load<u32>(tags + (<usize>row << 2))))
  }
  store<u32>(part, 0, P_PENDING)
}

/** Looks at the memory that is about to be needed: nothing here waits for what was looked at before. */
function touch(part: usize, tags: usize, count: u32): void {
  const capacity = load<u32>(part, P_CAPACITY)
  const slots = <usize>load<u32>(part, P_SLOTS) + (<usize>capacity << 3)
  const places = <usize>load<u32>(part, P_PLACES)
  const lines = <usize>load<u32>(part, P_LINES)
  let seen: u32 = 0
  for (let row: u32 = 0; row < count; row++) {
    const tag = load<u32>(tags + (<usize>row << 2))
    seen += load<u32>(slots + (<usize>(tag & (capacity - 1)) << 3), 4)
  }
  for (let row: u32 = 0; row < count; row++) {
    const tag = load<u32>(tags + (<usize>row << 2))
    seen += load<u32>(places + (<usize>load<u32>(slots + (<usize>(tag & (capacity - 1)) << 3), 4) << 2))
  }
  for (let row: u32 = 0; row < count; row++) {
    const tag = load<u32>(tags + (<usize>row << 2))
    const entry = load<u32>(slots + (<usize>(tag & (capacity - 1)) << 3), 4)
    seen += load<u8>(lines + load<u32>(places + (<usize>entry << 2)))
  }
  // Kept, so that no compiler takes the looking away.
  set(TOUCHED, seen)
}

/** The number of a value: of the entry with the same bytes, or of a new one. */
function found(part: usize, row: u32, tag: u32): u32 {
  const capacity = load<u32>(part, P_CAPACITY)
  const slots = <usize>load<u32>(part, P_SLOTS) + (<usize>capacity << 3)
  const places = <usize>load<u32>(part, P_PLACES)
  const base = load<u32>(part, P_BASE)
  const mask = capacity - 1
  let slot = slots + (<usize>(tag & mask) << 3)
  let entry = load<u32>(slot, 4)
  while (entry) {
    if (load<u32>(slot) == tag && same(part, row, load<u32>(places + (<usize>entry << 2)))) return base + entry
    slot = slots + ((slot - slots + 8) & ((<usize>mask << 3) | 7))
    entry = load<u32>(slot, 4)
  }
  store<u32>(slot, tag)
  store<u32>(slot, load<u32>(part, P_ENTRIES) + 1, 4)
  return base + add(part, row)
}

/** True when the noted row's value is written as the line at that place. */
function same(part: usize, row: u32, place: u32): bool {
  const runs = <usize>load<u32>(part, P_RUN_COUNT)
  const first = <usize>load<u32>(part, P_BOUNDS) + ((<usize>row * runs) << 3)
  const last = first + ((runs - 1) << 3)
  const delimiter = word(DELIMITER)
  let at = <usize>load<u32>(part, P_LINES) + place
  for (let run = first; run <= last; run += 8) {
    let i = <usize>load<u32>(run)
    const end = <usize>load<u32>(run, 4)
    while (i + 8 <= end) {
      if (load<u64>(i) != load<u64>(at)) return false
      i += 8
      at += 8
    }
    if (i < end) {
      const mask = (<u64>1 << (<u64>(end - i) << 3)) - 1
      if ((load<u64>(i) ^ load<u64>(at)) & mask) return false
      at += end - i
    }
    if (<u32>load<u8>(at++) != (run < last ? delimiter : LF)) return false
  }
  return true
}

/** Keeps the noted row's value as one more line. */
function add(part: usize, row: u32): u32 {
  const runs = <usize>load<u32>(part, P_RUN_COUNT)
  const first = <usize>load<u32>(part, P_BOUNDS) + ((<usize>row * runs) << 3)
  const last = first + ((runs - 1) << 3)
  const delimiter = word(DELIMITER)
  const lines = <usize>load<u32>(part, P_LINES)
  const used = load<u32>(part, P_USED)
  const entry = load<u32>(part, P_ENTRIES) + 1
  store<u32>(<usize>load<u32>(part, P_PLACES) + (<usize>entry << 2), used)
  let at = lines + used
  for (let run = first; run <= last; run += 8) {
    at = copy(at, <usize>load<u32>(run), <usize>load<u32>(run, 4))
    store<u8>(at++, run < last ? delimiter : LF)
  }
  store<u32>(part, <u32>(at - lines), P_USED)
  store<u32>(part, entry, P_ENTRIES)
  if (entry * 3 > load<u32>(part, P_CAPACITY) * 2) spread(part)
  return entry
}

/** Twice as many slots, once two thirds are taken. */
function spread(part: usize): void {
  const capacity = load<u32>(part, P_CAPACITY)
  const slots = <usize>load<u32>(part, P_SLOTS)
  const mask = capacity * 2 - 1
  const from = slots + (<usize>capacity << 3)
  const to = slots + (<usize>capacity << 4)
  memory.fill(to, 0, <usize>capacity << 4)
  for (let i: usize = 0; i < <usize>capacity; i++) {
    const slot = load<u64>(from + (i << 3))
    if (!(slot >> 32)) continue
    let j = <u32>slot & mask
    while (load<u32>(to + (<usize>j << 3), 4)) j = (j + 1) & mask
    store<u64>(to + (<usize>j << 3), slot)
  }
  store<u32>(part, capacity * 2, P_CAPACITY)
}

/** Forgets the values of a part, once their lines are written. */
export function forget(p: u32): void {
  const part = <usize>word(PARTS) + <usize>p * PART_SIZE
  store<u32>(part, load<u32>(part, P_BASE) + load<u32>(part, P_ENTRIES), P_BASE)
  store<u32>(part, 0, P_ENTRIES)
  store<u32>(part, 0, P_USED)
  store<u32>(part, FIRST_SLOTS, P_CAPACITY)
  memory.fill(<usize>load<u32>(part, P_SLOTS) + (<usize>FIRST_SLOTS << 3), 0, <usize>FIRST_SLOTS << 3)
}
