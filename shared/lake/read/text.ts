import { isAscii, isUtf8 } from 'node:buffer'
import { CustomerError } from '../../model/errors.ts'

export type Encoding = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'windows-1252'
export interface TextChunk {
  bytes: Buffer
  encoding: Encoding
  /** False when the bytes hold something that is not UTF-8, or a NUL: the scanner then looks row by row. */
  clean: boolean
}

/**
 * Turns chunks of an unknown encoding into UTF-8 chunks that never end inside a character. A byte order mark decides;
 * then zeros at every other byte (UTF-16 without a mark). Else the first chunk that is not ASCII decides: windows-1252
 * (which holds Latin-1) when most of its letters cannot be UTF-8; what cannot be UTF-8 in a UTF-8 file costs its row.
 * Throws BAD_REQUEST when the beginning is binary.
 */
export async function* utf8Chunks(source: AsyncIterable<Buffer>): AsyncGenerator<TextChunk> {
  let encoding: Encoding | undefined
  let ascii = true
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of source) {
    let bytes = rest.length ? Buffer.concat([rest, chunk]) : chunk
    if (encoding === undefined) {
      // Fewer than four bytes may be half a mark: wait for more, or for the end.
      if (bytes.length < 4) {
        rest = Buffer.from(bytes)
        continue
      }
      const start = beginning(bytes)
      encoding = start.encoding
      bytes = bytes.subarray(start.skip)
    }
    if (encoding === 'UTF-8') {
      const whole = bytes.length - partialCharacter(bytes)
      const part = bytes.subarray(0, whole)
      if (ascii && !isAscii(part)) {
        ascii = false
        if (!isUtf8(part) && !mostlyUtf8(part)) encoding = 'windows-1252'
      }
      if (encoding === 'UTF-8') {
        // A copy: the chunk's bytes change.
        rest = Buffer.from(bytes.subarray(whole))
        yield { bytes: part, encoding, clean: (ascii || isUtf8(part)) && !part.includes(0) }
        continue
      }
    }
    const whole = encoding === 'windows-1252' ? bytes.length : wholeUtf16(bytes, encoding)
    rest = Buffer.from(bytes.subarray(whole))
    yield decoded(bytes.subarray(0, whole), encoding)
  }
  if (encoding === undefined && rest.length) {
    const start = beginning(rest)
    encoding = start.encoding
    rest = rest.subarray(start.skip)
  }
  if (!rest.length) return
  // The rest is half a character: in an otherwise plain file, that is one last windows-1252 letter.
  if (encoding !== 'UTF-8') yield decoded(rest, encoding!)
  else if (ascii && !isUtf8(rest)) yield decoded(rest, 'windows-1252')
  else yield { bytes: rest, encoding, clean: isUtf8(rest) && !rest.includes(0) }
}

function beginning(bytes: Buffer): { encoding: Encoding; skip: number } {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'UTF-8', skip: 3 }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'UTF-16LE', skip: 2 }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'UTF-16BE', skip: 2 }
  const head = bytes.subarray(0, 65_536)
  const zeros = [0, 0]
  let controls = 0
  for (let i = 0; i < head.length; i++) {
    const byte = head[i]!
    if (byte === 0) zeros[i & 1]!++
    else if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 11) controls++
  }
  const half = head.length / 2
  if (head.length >= 4 && zeros[1]! > half * 0.5 && zeros[0]! < half * 0.05) return { encoding: 'UTF-16LE', skip: 0 }
  if (head.length >= 4 && zeros[0]! > half * 0.5 && zeros[1]! < half * 0.05) return { encoding: 'UTF-16BE', skip: 0 }
  // One stray control character costs its row; one in a hundred bytes is no table.
  if (controls + zeros[0]! + zeros[1]! > Math.max(1, head.length / 100)) {
    throw new CustomerError('BAD_REQUEST', 'the file is not text: it looks binary; send CSV (plain, gz or bz2)')
  }
  return { encoding: 'UTF-8', skip: 0 }
}

/** True when more of the letters beyond ASCII are well-formed UTF-8 than not. */
function mostlyUtf8(bytes: Buffer): boolean {
  const beyond = bytes.toString('utf8').match(/[^\0-\x7f]/gu) ?? []
  const broken = beyond.filter((letter) => letter === '\ufffd').length
  return beyond.length - broken > broken
}

/** How many bytes at the end begin a character that is not complete yet (0 to 3). */
function partialCharacter(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

function wholeUtf16(bytes: Buffer, encoding: Encoding): number {
  const even = bytes.length & ~1
  if (even < 2) return even
  const high = bytes[even - (encoding === 'UTF-16LE' ? 1 : 2)]!
  return high >= 0xd8 && high <= 0xdb ? even - 2 : even
}

function decoded(bytes: Buffer, encoding: Encoding): TextChunk {
  const text = encoding === 'windows-1252' ? fromWindows1252(bytes) : fromUtf16(bytes, encoding)
  return { bytes: text, encoding, clean: !text.includes(0) }
}

function fromUtf16(bytes: Buffer, encoding: Encoding): Buffer {
  // An odd byte at the very end has no partner: dropped.
  const even = Buffer.from(bytes.subarray(0, bytes.length & ~1))
  return Buffer.from((encoding === 'UTF-16BE' ? even.swap16() : even).toString('utf16le'), 'utf8')
}

/** 0x80 to 0x9F of windows-1252 (WHATWG's table: the five unassigned bytes stay control characters). */
const high = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

function fromWindows1252(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1').replace(/[\x80-\x9f]/g, (c) => high[c.charCodeAt(0) - 0x80]!)
  return Buffer.from(text, 'utf8')
}
