import { createHash } from 'node:crypto'

/**
 * The 128-bit key of an identifier: MD5 of `kind:value` in two halves, little-endian as DuckDB's md5_number reads it.
 * MD5 because DuckDB has it as a number at a third of SHA-256's cost; what is needed here is that two of an account's
 * values do not meet by chance (2⁻⁶⁴ at four billion), and nobody gains by making two addresses of his own meet.
 */
export function identifierKey(kind: string, value: string): { hi: bigint; lo: bigint } {
  const digest = createHash('md5').update(`${kind}:${value}`).digest()
  return { hi: digest.readBigUInt64LE(0), lo: digest.readBigUInt64LE(8) }
}

/** The same key in DuckDB as one UHUGEINT, its first half in the low bits; NULL where the canonical value is. */
export function identifierKeySql(kind: string, canonicalValue: string): string {
  return `md5_number('${kind.replaceAll("'", "''")}:' || ${canonicalValue})`
}

/** The id of the person whom an identifier founded: its key with the version (8) and variant bits of RFC 9562 set. */
export function personKey(hi: bigint, lo: bigint, ordinal = 1): { hi: bigint; lo: bigint } {
  // A second person founded on the same address (a couple's) needs an id of his own.
  const own = ordinal === 1 ? { hi, lo } : identifierKey(String(ordinal), `${hi}:${lo}`)
  return {
    hi: (own.hi & 0xffff_ffff_ffff_0fffn) | 0x8000n,
    lo: (own.lo & 0x3fff_ffff_ffff_ffffn) | 0x8000_0000_0000_0000n,
  }
}

/** The id of the person whom an identifier founded, as the lake writes it: a UUID in small letters. */
export function personId(kind: string, value: string, ordinal = 1): string {
  const { hi, lo } = identifierKey(kind, value)
  const own = personKey(hi, lo, ordinal)
  const hex = [own.hi, own.lo].map((half) => half.toString(16).padStart(16, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
