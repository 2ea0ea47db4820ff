import type { IdentifierColumn } from './log.ts'

/**
 * What resolution asks for: the identifiers of one kind, by record, whose keys lie in one of `ranges` ranges of equal
 * width. Where `marked` is given, those of records that it marks with 0 may be left out.
 */
export type KeyRange = { kind: string; range: number; ranges: number; marked?: Uint8Array }

/** Which range a key lies in, by the upper word of its upper half; exact below 2²¹ ranges. */
export const rangeOf = (upperWord: number, ranges: number): number => Math.floor((upperWord * ranges) / 2 ** 32)

/** The same in DuckDB, of a key as identifierKeyNumberSql gives it, its first half in the low bits. */
export const rangeOfSql = (key: string, ranges: number): string =>
  `((((${key} >> 32) & 4294967295::UHUGEINT)::UBIGINT * ${ranges}) >> 32)::UINTEGER`

/** A key's half as pairs of 32-bit words, the lower first: a BigInt is an object each time it is looked at. */
export const wordsOf = (halves: BigUint64Array): Uint32Array =>
  new Uint32Array(halves.buffer, halves.byteOffset, halves.length * 2)

/** Answers from columns that are in memory as a whole. */
export function keysInMemory(columns: readonly IdentifierColumn[]): (asked: KeyRange) => IdentifierColumn {
  return ({ kind, range, ranges }) => {
    const column = columns.find((one) => one.kind === kind)!
    if (ranges === 1) return column
    const hi = wordsOf(column.keyHi)
    const within = Uint32Array.from(column.record.keys()).filter((i) => rangeOf(hi[2 * i + 1]!, ranges) === range)
    return {
      kind,
      record: within.map((i) => column.record[i]!),
      keyHi: BigUint64Array.from(within, (i) => column.keyHi[i]!),
      keyLo: BigUint64Array.from(within, (i) => column.keyLo[i]!),
    }
  }
}
