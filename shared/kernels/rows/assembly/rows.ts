// The row kernel: finds, hashes and numbers the plain rows of a CSV window, and gathers their cells column by column.
// WebAssembly SIMD (128 bit), built by ../build.ts; excluded from tsc and lint, because this is AssemblyScript: the syntax of
// TypeScript, the types of WebAssembly.
//
// At a row that is not plain (see find.ts) it stops, and row-parser.ts decides.
import { put } from './cells'
import { find } from './find'
import { note } from './note'
import {
  BATCH, BOUNDS, CELL_COUNT, CR, DRAIN, ENTRY, FORGET, FULL, GROUP, GROUP_BYTES, GROUPED, LF, LOOK, NOTED, P_BOUND, P_ENTRIES, P_NUMBERS,
  P_PENDING, P_USED, PART_COUNT, PART_SIZE, PARTS, PENDING, PLACES, ROW_HASHES, ROWS, set, STOP_ROW, TEXT, TEXT_USED, WHY, word,
} from './state'
import { lineBytes, number } from './values'

export { page } from './cells'
export { forget } from './values'

/** Takes rows from `at` on and gives the place where it stopped. `load<u8>(limit)` must be a line feed that is no data. */
export function scan(at: usize, limit: usize): usize {
  set(WHY, LOOK)
  while (at < limit && word(ROWS) < word(STOP_ROW)) {
    const after = find(at, limit)
    if (!after) break
    const end = after - 1 - usize(after > at + 1 && load<u8>(after - 1) == LF && load<u8>(after - 2) == CR)
    if (!room(<u32>(end - at))) break
    note()
    at = after
  }
  return at
}

/** True when there is room for one more row, of so many bytes; settles what stands in the way. */
function room(bytes: u32): bool {
  if (!roomInGroup(bytes)) {
    set(WHY, DRAIN)
    return false
  }
  if (word(NOTED) == BATCH) settle()
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
  set(PENDING, word(PENDING) + bytes + 4 * word(CELL_COUNT))
  return true
}

/** A row that is alone may be as long as any. */
function roomInGroup(bytes: u32): bool {
  const rows = word(GROUPED) + word(NOTED)
  return !rows || (rows < GROUP && word(TEXT_USED) + word(PENDING) + bytes + 4 * word(CELL_COUNT) <= GROUP_BYTES)
}

/** Numbers the rows noted and puts their cells into the group; due before the bytes of the window change. */
export function settle(): void {
  const count = word(NOTED)
  for (let p: u32 = 0; p < word(PART_COUNT); p++) number(<usize>word(PARTS) + <usize>p * PART_SIZE, count)
  const cells = <usize>word(CELL_COUNT) << 3
  let cell = <usize>word(BOUNDS)
  let place = <usize>word(PLACES) + (<usize>word(GROUPED) << 2)
  let to = <usize>word(TEXT) + word(TEXT_USED)
  for (let row: u32 = 0; row < count; row++) {
    store<u32>(place, <u32>to)
    place += 4
    for (const last = cell + cells; cell < last; cell += 8) to = put(to, <usize>load<u32>(cell), <usize>load<u32>(cell, 4))
  }
  set(TEXT_USED, <u32>(to - <usize>word(TEXT)))
  set(GROUPED, word(GROUPED) + count)
  set(PENDING, 0)
  set(NOTED, 0)
}

/** Puts a row of empty cells into the group, for one that cannot be read; false when there is no room for it. */
export function blank(): bool {
  settle()
  if (!roomInGroup(0)) return false
  const row = <usize>word(GROUPED)
  const bytes = 4 * word(CELL_COUNT)
  const to = <usize>word(TEXT) + word(TEXT_USED)
  store<u64>(<usize>word(ROW_HASHES) + (row << 3), 0)
  for (let p: u32 = 0; p < word(PART_COUNT); p++) {
    store<u32>(<usize>load<u32>(<usize>word(PARTS) + <usize>p * PART_SIZE, P_NUMBERS) + (row << 2), 0)
  }
  store<u32>(<usize>word(PLACES) + (row << 2), <u32>to)
  memory.fill(to, 0, bytes)
  set(TEXT_USED, word(TEXT_USED) + bytes)
  set(GROUPED, word(GROUPED) + 1)
  return true
}
