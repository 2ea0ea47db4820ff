import { createHash, randomBytes, randomUUID } from 'node:crypto'

/** A fresh resource id. */
export const newId = (): string => randomUUID()

/** A fresh API key: 256 random bits behind the mode, shown once and stored as its SHA-256 only. */
export const newApiKey = (mode: 'live' | 'test'): string => `${mode}_${randomBytes(32).toString('base64url')}`

/** A fresh secret of a session or of a link that signs in: 256 random bits, stored as its SHA-256 only. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** A fresh write key of a source: 192 random bits as 32 characters, shown once and stored as its SHA-256 only. */
export const newWriteKey = (): string => randomBytes(24).toString('base64url')

/** SHA-256 in hexadecimal. */
export const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')

/**
 * A digest of any JSON value: equal for equal values, whatever the order of object keys; `undefined` members do not
 * count. 128 bits of SHA-256 are plenty to tell builds apart and keep items and keys short.
 */
export const digestOf = (value: unknown): string => sha256(canonicalJson(value)).slice(0, 32)

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (value && typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`
  }
  return JSON.stringify(value ?? null)
}
