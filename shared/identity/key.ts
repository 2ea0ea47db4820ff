import { createHash } from 'node:crypto'

/**
 * The 128-bit key of an identifier: MD5 of `kind:value`, in two halves. MD5 because DuckDB has it as a number at a third
 * of SHA-256's cost; what is needed here is that two of an account's values do not meet by chance (2⁻⁶⁴ at four
 * billion), and nobody gains by making two addresses of his own meet.
 */
// Little-endian halves, as DuckDB's md5_number_upper and md5_number_lower give them.
export function identifierKey(kind: string, value: string): { hi: bigint; lo: bigint } {
  const digest = createHash('md5').update(`${kind}:${value}`).digest()
  return { hi: digest.readBigUInt64LE(0), lo: digest.readBigUInt64LE(8) }
}

/** The same key in DuckDB as one UHUGEINT, its first half in the low bits; NULL where the canonical value is. */
export function identifierKeyNumberSql(kind: string, canonicalValue: string): string {
  return `md5_number('${kind.replaceAll("'", "''")}:' || ${canonicalValue})`
}

/**
 * The same key in two UBIGINT expressions. Cut from one number, which DuckDB computes once for both: its own
 * md5_number_upper and md5_number_lower cost four times as much.
 */
export function identifierKeySql(kind: string, canonicalValue: string): { hi: string; lo: string } {
  const key = identifierKeyNumberSql(kind, canonicalValue)
  return { hi: `(${key} & 18446744073709551615::UHUGEINT)::UBIGINT`, lo: `(${key} >> 64)::UBIGINT` }
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

/** `xxxxxxxx-xxxx-8xxx-…`, as DuckDB's UUID reads it. */
export function uuidText(hi: bigint, lo: bigint): string {
  const hex = hi.toString(16).padStart(16, '0') + lo.toString(16).padStart(16, '0')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
