// Cells on their way out: gathered row by row as they stand in the file, then column by column as Parquet has them.
import { PAGE, QUOTE, word } from './state'

/** Writes a cell as it stands in the file: its length u32, its bytes. Gives the place behind it. */
// @ts-ignore: decorator
@inline export function put(to: usize, start: usize, end: usize): usize {
  store<u32>(to, <u32>(end - start))
  return copy(to + 4, start, end)
}

/** Copies in steps of 16 bytes, past the end: what stands there is not written yet. */
// @ts-ignore: decorator
@inline function copy(to: usize, start: usize, end: usize): usize {
  for (let i = start, at = to; i < end; i += 16, at += 16) v128.store(at, v128.load(i))
  return to + (end - start)
}

/** Copies a text whose quotes are written twice, with each once; like copy, past the end. */
export function unquoted(to: usize, start: usize, end: usize): usize {
  const quoteMarks = i8x16.splat(<i8>QUOTE)
  let i = start
  while (i < end) {
    const v = v128.load(i)
    v128.store(to, v)
    const mask = i8x16.bitmask(i8x16.eq(v, quoteMarks))
    const plain = mask ? <usize>ctz(mask) : 16
    if (i + plain >= end) return to + (end - i)
    to += plain
    i += plain
    if (mask) {
      to++
      i += 2
    }
  }
  return to
}

/**
 * Makes a column of the next cell of each row, length u32 and bytes as Parquet's PLAIN encoding of texts has them, and
 * moves each row's place behind that cell; gives the column's size. It stands at PAGE.
 */
export function page(places: usize, count: u32): u32 {
  let to = <usize>word(PAGE)
  const last = places + (<usize>count << 2)
  for (let place = places; place < last; place += 4) {
    const at = <usize>load<u32>(place)
    const start = at + 4
    const end = start + <usize>load<u32>(at)
    store<u32>(place, <u32>end)
    if (start < end && load<u8>(start) == QUOTE) {
      const after = unquoted(to + 4, start + 1, end - 1)
      store<u32>(to, <u32>(after - to - 4))
      to = after
    } else to = put(to, start, end)
  }
  return <u32>(to - <usize>word(PAGE))
}
