import { createHash, type Hash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** Something that sees all bytes of a body and then says their checksum. */
export interface Checksum {
  update(bytes: Buffer): void
  digest(): Buffer
}

function hash(name: string): Checksum {
  const inner: Hash = createHash(name)
  return { update: (bytes) => void inner.update(bytes), digest: () => inner.digest() }
}

function crc32Checksum(): Checksum {
  let value = 0
  return {
    update(bytes) {
      value = crc32(bytes, value)
    },
    digest() {
      const out = Buffer.alloc(4)
      out.writeUInt32BE(value)
      return out
    },
  }
}

/**
 * A reflected CRC of 32 or 64 bits, table driven, in two 32-bit halves (BigInt would be a hundred times slower).
 * @param polynomial reflected
 */
function reflectedCrc(bits: 32 | 64, polynomial: bigint): () => Checksum {
  const high = new Uint32Array(256)
  const low = new Uint32Array(256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = BigInt(byte)
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ polynomial : crc >> 1n
    high[byte] = Number(crc >> 32n)
    low[byte] = Number(crc & 0xffffffffn)
  }
  return () => {
    let h = bits === 64 ? 0xffffffff : 0
    let l = 0xffffffff
    return {
      update(bytes) {
        for (let index = 0; index < bytes.length; index++) {
          const entry = (l ^ bytes[index]!) & 0xff
          l = ((l >>> 8) | (h << 24)) ^ low[entry]!
          h = (h >>> 8) ^ high[entry]!
        }
      },
      digest() {
        const out = Buffer.alloc(bits / 8)
        out.writeUInt32BE(~l >>> 0, bits / 8 - 4)
        if (bits === 64) out.writeUInt32BE(~h >>> 0, 0)
        return out
      },
    }
  }
}

/** By the last part of S3's header name, `x-amz-checksum-<name>`. */
export const CHECKSUMS: Record<string, () => Checksum> = {
  crc32: crc32Checksum,
  crc32c: reflectedCrc(32, 0x82f63b78n),
  crc64nvme: reflectedCrc(64, 0x9a6c9329ac4bc9b5n),
  sha1: () => hash('sha1'),
  sha256: () => hash('sha256'),
}
