import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { CustomerError } from '../../errors.ts'
import { bunzip } from './bunzip.ts'

/** Large enough that the work per chunk vanishes, small enough for a processor's cache. */
const CHUNK = 1 << 18

/**
 * The bytes of an upload, unpacked when its first bytes (never its name) say gzip or bzip2.
 * A chunk's bytes are good until the next one is asked for.
 * Throws BAD_REQUEST for a damaged archive and for what is recognisably not text (ZIP, Excel, Parquet, pictures).
 */
export async function* uploadBytes(file: string): AsyncGenerator<Buffer> {
  const head = await headOf(file)
  const unpacked = unpackedBy(head, file)
  let first = true
  try {
    for await (const chunk of unpacked.bytes) {
      if (first) refuseKnownBinary(chunk)
      first = false
      yield chunk
    }
  } catch (error) {
    if (error instanceof CustomerError || !unpacked.archive) throw error
    throw new CustomerError('BAD_REQUEST', `the ${unpacked.archive} archive is damaged or incomplete: ${reason(error)}`)
  }
}

function unpackedBy(head: Buffer, file: string) {
  if (head[0] === 0x1f && head[1] === 0x8b) {
    const source = createReadStream(file, { highWaterMark: CHUNK })
    const gunzip = createGunzip({ chunkSize: CHUNK })
    source.on('error', (error) => gunzip.destroy(error))
    return { archive: 'gz', bytes: source.pipe(gunzip) as AsyncIterable<Buffer> }
  }
  if (head.toString('latin1', 0, 3) === 'BZh')
    return { archive: 'bz2', bytes: bunzip(createReadStream(file, { highWaterMark: CHUNK })) }
  return { archive: undefined, bytes: plainBytes(file) }
}

/** Read into the same place again and again: a fresh buffer for each chunk is the collector's work, and memory. */
async function* plainBytes(file: string): AsyncGenerator<Buffer> {
  const handle = await open(file)
  try {
    const buffer = Buffer.allocUnsafeSlow(CHUNK)
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
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

async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error))
