const prefix = 'use_'
/** Digits without those that look alike (0 and O, I and l): base 58 as Bitcoin's addresses write it. */
const digits = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
/** 58^22 is above 2^128. */
const length = 22

/** The id of a person as the Profile API shows it: `use_` and the UUID in base 58. */
export function segmentId(personId: string): string {
  let left = BigInt(`0x${personId.replaceAll('-', '')}`)
  let text = ''
  while (text.length < length) {
    text = digits[Number(left % 58n)]! + text
    left /= 58n
  }
  return prefix + text
}

/** The inverse of `segmentId`; undefined where the text is no such id. */
export function personIdOf(text: string): string | undefined {
  if (!text.startsWith(prefix) || text.length !== prefix.length + length) return undefined
  let number = 0n
  for (const digit of text.slice(prefix.length)) {
    const at = digits.indexOf(digit)
    if (at < 0) return undefined
    number = number * 58n + BigInt(at)
  }
  if (number >= 1n << 128n) return undefined
  return number
    .toString(16)
    .padStart(32, '0')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
