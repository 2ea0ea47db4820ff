import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { limits } from './limits.ts'

/** A body that is refused as a whole; nothing of it is accepted. */
export interface RefusedBody {
  status: 400 | 413
  code: 'bad_json' | 'bad_encoding' | 'body_too_large'
  message: string
}

const inflaters: Record<string, (bytes: Uint8Array, options: { maxOutputLength: number }) => Buffer> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
}

const tooLarge: RefusedBody = {
  status: 413,
  code: 'body_too_large',
  message: `the body is larger than ${limits.bodyBytes} bytes once it is inflated`,
}

/**
 * The JSON of a request's body, inflated by its content-encoding, whatever its content type says: clients send JSON as a
 * form and as plain text. Inflating ends at the limit, so that a small body which inflates to gigabytes costs no memory.
 */
export function readBody(bytes: Uint8Array, encoding = ''): { json: unknown } | { refused: RefusedBody } {
  let inflated = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const name = encoding.trim().toLowerCase()
  // A proxy on the way may have inflated the body and left the header.
  const isPlain = !name || name === 'identity' || (name !== 'br' && inflated[0] === 0x7b)
  if (!isPlain) {
    const inflate = Object.hasOwn(inflaters, name) ? inflaters[name] : undefined
    if (!inflate) {
      return refusal('bad_encoding', 'the content-encoding is none of gzip, deflate, br and identity')
    }
    try {
      inflated = inflate(inflated, { maxOutputLength: limits.bodyBytes })
    } catch (error) {
      if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') return { refused: tooLarge }
      return refusal('bad_encoding', `the body is not ${name}, although its content-encoding says so`)
    }
  }
  if (inflated.length > limits.bodyBytes) return { refused: tooLarge }
  try {
    return { json: JSON.parse(inflated.toString('utf8').replace(/^\uFEFF/, '')) }
  } catch {
    return refusal('bad_json', 'the body is not JSON')
  }
}

const refusal = (code: RefusedBody['code'], message: string) => ({ refused: { status: 400 as const, code, message } })
