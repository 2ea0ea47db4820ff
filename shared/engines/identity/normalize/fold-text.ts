import { BLOCKED_VALUES } from '../blocked.ts'
import { DIGRAPHS, LETTERS_FROM, LETTERS_TO, VANISHING } from '../spelling.ts'
import { trimmed, type Value, visible } from './undress.ts'

const LETTERS = new Map([...LETTERS_FROM].map((letter, i) => [letter, [...LETTERS_TO][i] ?? '']))
for (const [letter, two] of DIGRAPHS) LETTERS.set(letter, two)

const valueBlocked = new Set(BLOCKED_VALUES)

export const onlySpaces = (value: string): string => value.replace(/^ +| +$/g, '')

export function isAscii(value: string): boolean {
  for (let i = 0; i < value.length; i++) if (value.charCodeAt(i) > 127) return false
  return true
}

/** Letter by letter: no final sigma, no letter that becomes two. */
export function lower(value: string): string {
  if (isAscii(value)) return value.toLowerCase()
  let result = ''
  for (const letter of value) {
    const small = letter.toLowerCase()
    result += letter === 'İ' ? 'i' : small.length === letter.length ? small : letter
  }
  return result
}

/** Lower case, no accents, ASCII quotes, dashes and spaces: Zoë → zoe, Łódź → lodz, Straße → strasse. */
export function foldText(value: string): string {
  if (isAscii(value)) return value.toLowerCase()
  const bare = plainSigns(visible(value)).normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC')
  let result = ''
  for (const letter of lower(bare)) result += LETTERS.get(letter) ?? letter
  return result
}

/** Dashes, blanks and apostrophes of all kinds as ASCII ones, letters of full or half width as plain ones. */
const plainSigns = (value: string): string =>
  value
    .replace(/[\uff01-\uffee]+/gu, (wide) => wide.normalize('NFKC'))
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/\p{Zs}/gu, ' ')
    .replace(/[‛′]/gu, "'")

export const isGiven = (value: Value): value is string => value != null && !valueBlocked.has(lower(trimmed(value)))

/** O'Brien = OBrien, St. = St */
export const withoutVanishing = (value: string): string => VANISHING.reduce((text, c) => text.replaceAll(c, ''), value)
