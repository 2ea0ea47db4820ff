import { isAscii, isUtf8 } from 'node:buffer'
import { CustomerError } from '../../model/errors.ts'
import { detectEncoding } from './detect-encoding.ts'
import { configuredEncoding, streamDecoder } from './encoding.ts'
import { evenChunks } from './even-chunks.ts'
import { type TextChunk, withoutPadding } from './padding.ts'

/** Enough letters beyond ASCII to tell encodings apart, and how far into a file they are looked for. */
const ENOUGH_LETTERS = 1000
const FURTHEST = 1 << 20

/**
 * Turns bytes of an unknown encoding into UTF-8 chunks that never end inside a character; the same bytes give the same
 * text however they arrive. A byte order mark decides, then the configured encoding, then zeros at every other byte
 * (UTF-16 without a mark). Else the file is UTF-8, unless most of its first letters beyond ASCII cannot be: then they
 * decide (detect-encoding.ts). Bytes that are no text stay, for the scanner to see. NULs and end-of-file marks are left out.
 * Throws BAD_REQUEST when the beginning is binary, VALIDATION_FAILED for a configured encoding that is not known.
 */
export function utf8Chunks(source: AsyncIterable<Buffer>, encoding?: string): AsyncGenerator<TextChunk> {
  return withoutPadding(decodedChunks(evenChunks(source), encoding && configuredEncoding(encoding)))
}

async function* decodedChunks(source: AsyncIterable<Buffer>, declared?: string): AsyncGenerator<TextChunk> {
  let encoding: string | undefined
  let decode: ((bytes: Buffer, last: boolean) => string) | undefined
  /** True while nothing has decided between UTF-8 and other encodings. */
  let open = declared === undefined
  let rest: Buffer = Buffer.alloc(0)
  const begin = (name: string) => {
    encoding = name
    if (name !== 'UTF-8') decode = streamDecoder(name)
  }
  const bytesOf = (chunk: Buffer) => (rest.length ? Buffer.concat([rest, chunk]) : chunk)
  for await (const chunk of source) {
    let bytes = bytesOf(chunk)
    if (encoding === undefined) {
      const start = beginning(bytes, declared)
      begin(start.encoding)
      open &&= start.encoding === 'UTF-8' && start.skip === 0
      bytes = bytes.subarray(start.skip)
    }
    if (!decode) {
      const whole = bytes.length - partialCharacter(bytes)
      const part = bytes.subarray(0, whole)
      // Kept as copies: the chunk's bytes change.
      if (open && !isAscii(part)) {
        if (isUtf8(part) || mostlyUtf8(part)) open = false
        else if (lettersBeyondAscii(bytes) < ENOUGH_LETTERS && bytes.length < FURTHEST) {
          rest = Buffer.from(bytes)
          continue
        } else begin(detectEncoding(bytes))
      }
      if (!decode) {
        rest = Buffer.from(bytes.subarray(whole))
        yield { bytes: part, encoding: encoding!, clean: isUtf8(part) }
        continue
      }
    }
    rest = Buffer.alloc(0)
    yield decodedChunk(decode(bytes, false), encoding!)
  }
  if (encoding !== undefined && rest.length) {
    // A file that ends while its encoding was looked for; or half a character, in an otherwise plain file a last letter.
    if (open && !decode && !isUtf8(rest)) begin(mostlyUtf8(rest) ? 'UTF-8' : detectEncoding(rest))
    if (!decode) yield { bytes: rest, encoding, clean: isUtf8(rest) }
  }
  // An odd byte at the end of UTF-16 has no partner: dropped.
  if (decode && !encoding!.startsWith('UTF-16')) yield decodedChunk(decode(rest, true), encoding!)
}

/** The bytes of a mark or of letters that no encoding has become U+FFFD, which no file writes: seen again as no text. */
function decodedChunk(text: string, encoding: string): TextChunk {
  const pieces = text.split('\ufffd')
  if (pieces.length === 1) return { bytes: Buffer.from(text), encoding, clean: true }
  const bytes = pieces.flatMap((piece, i) => (i ? [NO_TEXT, Buffer.from(piece)] : [Buffer.from(piece)]))
  return { bytes: Buffer.concat(bytes), encoding, clean: false }
}

const NO_TEXT = Buffer.from([0xff])

function beginning(bytes: Buffer, declared: string | undefined): { encoding: string; skip: number } {
  // Some programs write a mark before a file that has one.
  let skip = 0
  while (bytes[skip] === 0xef && bytes[skip + 1] === 0xbb && bytes[skip + 2] === 0xbf) skip += 3
  if (skip) return { encoding: 'UTF-8', skip }
  while (bytes[skip] === 0xff && bytes[skip + 1] === 0xfe) skip += 2
  if (skip) return { encoding: 'UTF-16LE', skip }
  while (bytes[skip] === 0xfe && bytes[skip + 1] === 0xff) skip += 2
  if (skip) return { encoding: 'UTF-16BE', skip }
  if (declared) return { encoding: declared, skip: 0 }
  const head = withoutEnd(bytes.subarray(0, 65_536))
  const zeros = [0, 0]
  let controls = 0
  for (let i = 0; i < head.length; i++) {
    const byte = head[i]!
    if (byte === 0) zeros[i & 1]!++
    else if (byte < 32 && (byte < 9 || byte > 13) && byte !== 0x1a) controls++
  }
  const half = head.length / 2
  if (head.length >= 4 && zeros[1]! > half * 0.5 && zeros[0]! < half * 0.05) return { encoding: 'UTF-16LE', skip: 0 }
  if (head.length >= 4 && zeros[0]! > half * 0.5 && zeros[1]! < half * 0.05) return { encoding: 'UTF-16BE', skip: 0 }
  // A stray control character is part of its cell; one in a hundred bytes is no table. Zeros may pad cells to a width.
  const text = head.length - zeros[0]! - zeros[1]!
  if (controls > Math.max(1, text / 100) || text * 10 < head.length) {
    throw new CustomerError('BAD_REQUEST', 'the file is not text: it looks binary; send CSV (plain, gz or bz2)')
  }
  return { encoding: 'UTF-8', skip: 0 }
}

/** Old programs fill the last block of a file. */
function withoutEnd(head: Buffer): Buffer {
  let end = head.length
  while (end > 0 && (head[end - 1] === 0 || head[end - 1] === 0x1a)) end--
  // UTF-16 ends in a zero, too.
  return head.subarray(0, Math.min(head.length, end + 1))
}

/** True when more of the letters beyond ASCII are well-formed UTF-8 than not. */
function mostlyUtf8(bytes: Buffer): boolean {
  const beyond = bytes.toString('utf8').match(/[^\0-\x7f]/gu) ?? []
  const broken = beyond.filter((letter) => letter === '\ufffd').length
  return beyond.length - broken > broken
}

function lettersBeyondAscii(bytes: Buffer): number {
  let count = 0
  for (const byte of bytes) if (byte > 127) count++
  return count
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
