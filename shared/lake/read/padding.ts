/** Some text of a file. */
export interface TextChunk {
  bytes: Buffer
  encoding: string
  /** False when the bytes hold something that is not UTF-8: the scanner then looks row by row. */
  clean: boolean
  /** NULs and end-of-file marks (0x1A) that were left out here. */
  padding?: number
  /** True when the file ends its lines with U+2028, U+2029 or U+0085. */
  foreignLineEnds?: boolean
}

const LF = 10
const CR = 13
const END_MARK = 0x1a
const FOREIGN_LINE_END = /\xe2\x80[\xa8\xa9]|\xc2\x85/

/**
 * Leaves out of a text whatever old programs put there that is none: NULs, which pad a cell to a width or a file to a
 * block, and the end-of-file mark with all that stands behind it when that is padding, too. A file without any line feed
 * or carriage return in its first chunk that has line separators of Unicode gets line feeds in their place.
 */
export async function* withoutPadding(source: AsyncIterable<TextChunk>): AsyncGenerator<TextChunk> {
  let foreignLineEnds: boolean | undefined
  let held: Buffer = Buffer.alloc(0)
  let last: TextChunk | undefined
  for await (const chunk of source) {
    let { bytes } = chunk
    let padding = 0
    if (bytes.includes(0)) {
      const plain = bytes.filter((byte) => byte !== 0)
      padding = bytes.length - plain.length
      bytes = Buffer.from(plain.buffer, plain.byteOffset, plain.length)
    }
    foreignLineEnds ??= !bytes.includes(LF) && !bytes.includes(CR) && FOREIGN_LINE_END.test(bytes.toString('latin1'))
    if (foreignLineEnds) {
      bytes = Buffer.from(bytes.toString('latin1').replaceAll(/\xe2\x80[\xa8\xa9]|\xc2\x85/g, '\n'), 'latin1')
    }
    if (held.length) bytes = Buffer.concat([held, bytes])
    const end = endMark(bytes)
    held = Buffer.from(bytes.subarray(end))
    last = { ...chunk, bytes: bytes.subarray(0, end), padding, foreignLineEnds }
    yield last
  }
  if (last && held.length) yield { ...last, bytes: Buffer.alloc(0), padding: held.length }
}

/** Where the first end-of-file mark stands behind which nothing but white space and more of them follows; else the end. */
function endMark(bytes: Buffer): number {
  let mark = bytes.length
  for (let i = bytes.length - 1; i >= 0; i--) {
    const byte = bytes[i]!
    if (byte === END_MARK) mark = i
    else if (byte !== 32 && (byte < 9 || byte > CR)) break
  }
  return mark
}
