// Where rows and their cells are. A row is taken only when every reader would read it the same way: cells without quotes,
// or wholly inside them, not more than there are columns, and a line end behind.
import { COLUMNS, CR, DELIMITER, ENDS, ESCAPE, LF, QUOTE, QUOTES, SPACE, STARTS, word } from './state'

/** Where the next row begins, or 0 when the row at `at` is not plain or not whole. */
export function find(at: usize, limit: usize): usize {
  const columns = word(COLUMNS)
  const delimiter = word(DELIMITER)
  const starts = <usize>word(STARTS)
  const ends = <usize>word(ENDS)
  const quotes = <usize>word(QUOTES)
  const escape = word(ESCAPE)
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
        if (escape && <u32>load<u8>(i - 1) == escape) return 0
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
    if (c < columns) {
      // A line of a single cell may be a note under the table.
      if (c == 1 && columns > 2) return 0
      // Blanks at the end that a spreadsheet did not write: cells without a byte, at the line end.
      for (; c < columns; c++) {
        store<u32>(starts + (<usize>c << 2), <u32>i)
        store<u32>(ends + (<usize>c << 2), <u32>i)
        store<u8>(quotes + c, 0)
      }
    }
    if (columns == 1 && !quoted && empty(start, i)) return 0
    if (byte == LF) return i + 1
    if (i + 1 >= limit) return 0
    return load<u8>(i + 1) == LF ? i + 2 : i + 1
  }
}

/** True when nothing but spaces and tabs stands there. */
export function spaces(start: usize, end: usize): bool {
  for (let i = start; i < end; i++) {
    const byte = <u32>load<u8>(i)
    if (byte != SPACE && byte != 9) return false
  }
  return true
}

/** True when a line is none: white space, or marks that old programs leave (0x1A, form feed). */
function empty(start: usize, end: usize): bool {
  for (let i = start; i < end; i++) {
    const byte = <u32>load<u8>(i)
    if (byte != SPACE && byte != 9 && byte != 11 && byte != 12 && byte != 0x1a) return false
  }
  return true
}
