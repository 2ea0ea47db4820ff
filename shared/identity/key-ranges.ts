/** Which range a key lies in, by its second word; exact below 2²¹ ranges. */
export const rangeOf = (secondWord: number, ranges: number): number => Math.floor((secondWord * ranges) / 2 ** 32)

/** The same in DuckDB, of a key as identifierKeyNumberSql gives it, its first word in the low bits. */
export const rangeOfSql = (key: string, ranges: number): string =>
  `((((${key} >> 32) & 4294967295::UHUGEINT)::UBIGINT * ${ranges}) >> 32)::UINTEGER`
