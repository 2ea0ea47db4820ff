import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'

/** Bytes read at a time, at once: through a stream the trips of the pieces cost as much as the hash. */
const READ_AT_ONCE = 1 << 18

/** SHA-256 of a file, the first 128 bits in hexadecimal. Equal rows give equal Parquet bytes, so this names content. */
export async function contentDigest(path: string): Promise<string> {
  const hash = createHash('sha256')
  const bytes = Buffer.allocUnsafe(READ_AT_ONCE)
  const file = openSync(path, 'r')
  try {
    for (let read = readSync(file, bytes); read > 0; read = readSync(file, bytes)) hash.update(bytes.subarray(0, read))
  } finally {
    closeSync(file)
  }
  return hash.digest('hex').slice(0, 32)
}
