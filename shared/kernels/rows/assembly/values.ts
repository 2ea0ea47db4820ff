// Numbers for the distinct values of a part. Each is kept as it is written, and compared byte by byte, so that no collision
// of hashes joins two values.
import { put } from './cells'
import {
  endOf, FIRST_SLOTS, GROUPED, P_BASE, P_BOUNDS, P_CAPACITY, P_COLUMNS, P_COUNT, P_ENTRIES, P_FRESH, P_LINES, P_NUMBERS, P_PENDING,
  P_PLACES, P_SLOTS, P_TAGS, P_USED, PART_SIZE, PARTS, set, startOf, TOUCHED, word,
} from './state'

/** How long the line of the part's value in the row found is. */
export function lineBytes(part: usize): u32 {
  const columns = <usize>load<u32>(part, P_COLUMNS)
  const last = columns + (<usize>load<u32>(part, P_COUNT) << 2)
  let bytes: u32 = 4
  for (let column = columns; column < last; column += 4) {
    const c = load<u32>(column)
    bytes += endOf(c) - startOf(c) + 4
  }
  return bytes
}

/** Finds the number of each of the part's noted values. */
export function number(part: usize, count: u32): void {
  const tags = <usize>load<u32>(part, P_TAGS)
  const numbers = <usize>load<u32>(part, P_NUMBERS) + (<usize>word(GROUPED) << 2)
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
  const lines = <usize>load<u32>(part, P_LINES)
  let seen: u32 = 0
  for (let row: u32 = 0; row < count; row++) {
    const tag = load<u32>(tags + (<usize>row << 2))
    seen += load<u32>(slots + (<usize>(tag & (capacity - 1)) << 3), 4)
  }
  for (let row: u32 = 0; row < count; row++) {
    const tag = load<u32>(tags + (<usize>row << 2))
    seen += load<u8>(lines + load<u32>(slots + (<usize>(tag & (capacity - 1)) << 3), 4))
  }
  // Kept, so that no compiler takes the looking away.
  set(TOUCHED, seen)
}

/** The number of a value: that of the line with the same bytes, or a new one. */
function found(part: usize, row: u32, tag: u32): u32 {
  const capacity = load<u32>(part, P_CAPACITY)
  const slots = <usize>load<u32>(part, P_SLOTS) + (<usize>capacity << 3)
  const lines = <usize>load<u32>(part, P_LINES) - 1
  const mask = (<usize>capacity << 3) - 1
  let at = (<usize>tag << 3) & mask
  let line = load<u32>(slots + at, 4)
  while (line) {
    if (load<u32>(slots + at) == tag && same(part, row, lines + line)) return load<u32>(lines + line)
    at = (at + 8) & mask
    line = load<u32>(slots + at, 4)
  }
  store<u32>(slots + at, tag)
  store<u32>(slots + at, load<u32>(part, P_USED) + 1, 4)
  return add(part, row)
}

/** True when the cells of the noted row's value are written as those of the line are. */
function same(part: usize, row: u32, line: usize): bool {
  const count = load<u32>(part, P_COUNT)
  const first = <usize>load<u32>(part, P_BOUNDS) + ((<usize>row * count) << 3)
  const last = first + (<usize>count << 3)
  let at = line + 4
  for (let cell = first; cell < last; cell += 8) {
    let i = <usize>load<u32>(cell)
    const end = <usize>load<u32>(cell, 4)
    if (load<u32>(at) != <u32>(end - i)) return false
    at += 4
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
  }
  return true
}

/** Keeps the noted row's value as one more line; gives its number. */
function add(part: usize, row: u32): u32 {
  const count = load<u32>(part, P_COUNT)
  const first = <usize>load<u32>(part, P_BOUNDS) + ((<usize>row * count) << 3)
  const last = first + (<usize>count << 3)
  const lines = <usize>load<u32>(part, P_LINES)
  const entries = load<u32>(part, P_ENTRIES) + 1
  const number = load<u32>(part, P_BASE) + entries
  const fresh = load<u32>(part, P_FRESH)
  let to = lines + load<u32>(part, P_USED)
  store<u32>(to, number)
  to += 4
  store<u32>(<usize>load<u32>(part, P_PLACES) + (<usize>fresh << 2), <u32>to)
  for (let cell = first; cell < last; cell += 8) to = put(to, <usize>load<u32>(cell), <usize>load<u32>(cell, 4))
  store<u32>(part, <u32>(to - lines), P_USED)
  store<u32>(part, entries, P_ENTRIES)
  store<u32>(part, fresh + 1, P_FRESH)
  if (entries * 3 > load<u32>(part, P_CAPACITY) * 2) spread(part)
  return number
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

/** Forgets the values of a part, once they are written. */
export function forget(p: u32): void {
  const part = <usize>word(PARTS) + <usize>p * PART_SIZE
  store<u32>(part, load<u32>(part, P_BASE) + load<u32>(part, P_ENTRIES), P_BASE)
  store<u32>(part, 0, P_ENTRIES)
  store<u32>(part, 0, P_USED)
  store<u32>(part, FIRST_SLOTS, P_CAPACITY)
  memory.fill(<usize>load<u32>(part, P_SLOTS) + (<usize>FIRST_SLOTS << 3), 0, <usize>FIRST_SLOTS << 3)
}
