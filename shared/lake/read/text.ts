import { isAscii, isUtf8 } from 'node:buffer'
import { detectEncoding } from './detect-encoding.ts'
import { configuredEncoding, streamDecoder } from './encoding.ts'
import { encodingOfBeginning, mostlyUtf8 } from './encoding-of-beginning.ts'
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
      const start = encodingOfBeginning(bytes, declared)
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
