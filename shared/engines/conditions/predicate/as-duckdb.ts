/** Answers of DuckDB that JavaScript would give otherwise, value by value. A property test holds each to the real one. */

/** Texts by code point, as bytes of UTF-8 sort: JavaScript sorts letters beyond U+FFFF before some of those below. */
export function textOrder(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (left === right) continue
    const beyond = Number(isSurrogate(left)) - Number(isSurrogate(right))
    return beyond || left - right
  }
  return a.length - b.length
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff

/** Numbers by size; NaN is equal to itself and above all others. */
export function numberOrder(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return a < b ? -1 : a > b ? 1 : 0
}

const digits = '[0-9]+(?:_[0-9]+)*'
const writtenNumber = new RegExp(
  `^[ \\t\\n\\v\\f\\r]*\\+?(-?)(?:(${digits}(?:\\.(?:${digits})?)?(?:e[+-]?${digits})?|\\.${digits}(?:e[+-]?${digits})?)|(inf|infinity)|(nan))[ \\t\\n\\v\\f\\r]*$`,
  'i',
)

/** The number that a text writes, as TRY_CAST(… AS DOUBLE) reads it; undefined where it reads none. */
export function castToNumber(text: string): number | undefined {
  const [, minus, number, infinite, none] = writtenNumber.exec(text) ?? []
  if (none) return Number.NaN
  if (infinite) return minus ? -Infinity : Infinity
  return number === undefined ? undefined : Number(`${minus}${number.replaceAll('_', '')}`)
}

/** Upper case letter by letter: a letter whose capital takes two letters stays, unless Unicode has a single one for it. */
export function upper(text: string): string {
  let result = ''
  for (const letter of text) result += capitalOf(letter)
  return result
}

/** Sharp s, and Greek vowels with an iota below, whose single capitals stand eight places on. */
const singleCapitals: ReadonlyMap<string, string> = new Map([
  ['ß', 'ẞ'],
  ...[0x1f80, 0x1f90, 0x1fa0].flatMap((first) =>
    Array.from({ length: 8 }, (_, i): [string, string] => [
      String.fromCodePoint(first + i),
      String.fromCodePoint(first + i + 8),
    ]),
  ),
  ['ᾳ', 'ᾼ'],
  ['ῃ', 'ῌ'],
  ['ῳ', 'ῼ'],
])

function capitalOf(letter: string): string {
  const capital = letter.toUpperCase()
  const isOne = capital.length === String.fromCodePoint(capital.codePointAt(0)!).length
  return isOne ? capital : (singleCapitals.get(letter) ?? letter)
}
