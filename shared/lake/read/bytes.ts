import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { CustomerError } from '../../model/errors.ts'
import { bunzip } from './bunzip.ts'
import { CHUNK, evenChunks } from './even-chunks.ts'

/** Gives an upload's bytes as they came, from the first one on, each time it is called. */
export type OpenUpload = () => AsyncIterable<Buffer>

/**
 * The bytes of an upload, unpacked when its first bytes (never its name) say gzip or bzip2, in chunks of one size however
 * they arrive: what is judged by its chunk is judged alike each time. A chunk's bytes are good until the next one is asked
 * for. Throws BAD_REQUEST for a damaged archive and for what is recognisably not text (ZIP, Excel, Parquet, pictures).
 */
export async function* uploadBytes(open: OpenUpload): AsyncGenerator<Buffer> {
  let lost: { error: unknown } | undefined
  async function* whatCame() {
    try {
      yield* open()
    } catch (error) {
      lost = { error }
      throw error
    }
  }
  const { head, bytes } = await beginning(whatCame())
  const unpacked = unpackedBy(head, bytes)
  let first = true
  try {
    for await (const chunk of evenChunks(unpacked.bytes)) {
      if (first) refuseKnownBinary(chunk)
      first = false
      yield chunk
    }
  } catch (error) {
    // Bytes that do not arrive are not the customer's fault.
    if (lost) throw lost.error
    if (error instanceof CustomerError || !unpacked.archive) throw error
    throw new CustomerError('BAD_REQUEST', `the ${unpacked.archive} archive is damaged or incomplete: ${reason(error)}`)
  }
}

/** The first four bytes at least, if there are so many; and all. */
async function beginning(source: AsyncGenerator<Buffer>): Promise<{ head: Buffer; bytes: AsyncGenerator<Buffer> }> {
  let head = Buffer.alloc(0)
  for (let next = await source.next(); ; next = await source.next()) {
    if (!next.done) head = Buffer.concat([head, next.value])
    if (next.done || head.length >= 4) break
  }
  async function* all() {
    try {
      if (head.length) yield head
      yield* source
    } finally {
      await source.return(undefined)
    }
  }
  return { head, bytes: all() }
}

function unpackedBy(head: Buffer, bytes: AsyncGenerator<Buffer>) {
  if (head[0] === 0x1f && head[1] === 0x8b) return { archive: 'gz', bytes: gunzip(bytes) }
  if (head.toString('latin1', 0, 3) === 'BZh') return { archive: 'bz2', bytes: bunzip(bytes) }
  return { archive: undefined, bytes }
}

async function* gunzip(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const packed = Readable.from(source)
  const unpacker = createGunzip({ chunkSize: CHUNK })
  packed.on('error', (error) => unpacker.destroy(error))
  try {
    yield* packed.pipe(unpacker)
  } finally {
    packed.destroy()
  }
}

/** First bytes of formats that people upload by mistake. */
const known: [hex: string, what: string][] = [
  ['504b0304', 'a ZIP archive or an Excel workbook'],
  ['d0cf11e0', 'an old Excel workbook'],
  ['50415231', 'a Parquet file'],
  ['25504446', 'a PDF'],
  ['89504e47', 'a PNG picture'],
  ['ffd8ff', 'a JPEG picture'],
  ['377abcaf', 'a 7z archive'],
  ['fd377a58', 'an xz archive'],
  ['28b52ffd', 'a Zstandard archive'],
  ['1f8b', 'a gz archive inside an archive'],
  ['4f626a01', 'an Avro file'],
]

function refuseKnownBinary(chunk: Buffer): void {
  const hex = chunk.toString('hex', 0, 4)
  const what = known.find(([magic]) => hex.startsWith(magic))?.[1]
  if (what) throw new CustomerError('BAD_REQUEST', `the file is not text: it is ${what}; send CSV (plain, gz or bz2)`)
}

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error))
