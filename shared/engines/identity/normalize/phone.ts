import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { BLOCKED_PHONES, BLOCKED_VALUES } from '../blocked.ts'
import * as pattern from '../patterns.ts'
import { countryCode } from './country.ts'
import { MOST_IN_A_CELL } from './email.ts'
import { lower } from './fold-text.ts'
import { undressed, type Value } from './undress.ts'

const PHONE_DIGITS = new RegExp(`^(?:${pattern.PHONE_DIGITS})$`, 'u')
const PHONE_WITH_EXTENSION = new RegExp(pattern.PHONE_WITH_EXTENSION, 'u')
const TRUNK_ZERO = new RegExp(pattern.TRUNK_ZERO, 'u')
const ONE_DIGIT_REPEATED = new RegExp(pattern.ONE_DIGIT_REPEATED, 'u')
const ONE_PHONE = new RegExp(`^(?:${pattern.ONE_PHONE})$`, 'u')
const PLAIN_E164 = new RegExp(`^(?:${pattern.PLAIN_E164})$`, 'u')
const NANP = new RegExp(pattern.NANP, 'u')
const PUNCTUATION = /[\s().\-/_~·•\p{Pd}\u2215\u2044]/gu
const phoneBlocked = new Set(BLOCKED_PHONES)
const valueBlocked = new Set(BLOCKED_VALUES)

/** `tel:`, `p:` of lead ads, `Mobile:`, `Tel. ` before a number. */
const LABEL =
  /^(?:[\p{L} .()-]{1,20}:+\s*(?:\/\/)?|(?:tel|telephone|telefon|phone|ph|mob|mobile|cell|fax|handy|home|work|office|main|[tmphfw])\.?\s+(?=[+(0-9]))+/u
/** `(cell)`, `[work]`, `- home` after a number, and any words in parentheses. */
const REMARK =
  /[([][^()[\]0-9+]*[)\]]|[\s,;:–-]+(?:cell|cellphone|mobile|mobil|mob|home|work|office|handy|fax|phone|privat|private|main|[chmw])\.?$/gu
const SEPARATOR = /[;,|\n\r]+|\s:::\s|\s(?:or|and|oder|und|ou|et|o|y|&)\s|\//u

/**
 * Phone: E.164 where the country is known (+ or 00, the country beside it, or ten digits of a North American number), else the
 * national digits; `;ext=` if any. Of several in one cell, the first.
 *
 * @param country whose numbers they are that name none, as its ISO code or its name; North America without one
 */
export const canonicalPhone = (value: Value, country?: Value): string | null =>
  canonicalPhones(value, country)[0] ?? null

/** All numbers of a cell, each once, in their order; none where the cell is something else. */
export function canonicalPhones(value: Value, country?: Value): string[] {
  if (value == null) return []
  const plain = plainNumber(value, country)
  if (plain !== undefined) return isNobodys(plain) ? [] : [plain]
  const found = parts(value).map((part) => numberOf(part, country))
  const numbers = found.filter((number) => number !== null)
  return [...new Set(numbers)].slice(0, MOST_IN_A_CELL)
}

/**
 * The number, where neither the library nor the other rules would find more: a shop's export dresses every one of a million
 * numbers, and all that is to be done is to take an apostrophe away.
 */
function plainNumber(value: string, country: Value): string | undefined {
  const bare = value.replace(/^(?:'|p:|tel:|="?)/u, '').replace(/"$/u, '')
  if (!ONE_PHONE.test(bare) || bare.includes('(0')) return undefined
  const [, area, exchange, line] = NANP.exec(bare) ?? []
  if (area !== undefined) return bare.startsWith('+') || country == null ? `+1${area}${exchange}${line}` : undefined
  const number = bare.replace(/[^+0-9]/gu, '')
  return PLAIN_E164.test(number) ? number : undefined
}

const isNobodys = (phone: string): boolean => phoneBlocked.has(phone) || ONE_DIGIT_REPEATED.test(phone)

/** The cell as it is delivered: its first number as it is written, without a program's dress and without a label. */
export function writtenPhone(value: string): string {
  const [first] = parts(value)
  return (first && undressed(first).replace(new RegExp(LABEL, 'iu'), '')) || undressed(value)
}

/** The cell, or its parts where each is a number by itself. */
function parts(value: string): string[] {
  const text = undressed(value)
  const several = text.split(SEPARATOR).filter((part) => part.trim() && !valueBlocked.has(lower(undressed(part))))
  const digits = (part: string) => part.match(/\p{Nd}/gu)?.length ?? 0
  return several.length > 1 && several.every((part) => digits(part) >= 7) ? several : [text]
}

function numberOf(value: string, country: Value): string | null {
  const text = plainDigits(lower(undressed(value.normalize('NFKC'))))
    .replace(LABEL, '')
    .replace(REMARK, '')
  const raw = undressed(text)
  const bare = raw.endsWith('.0') ? raw.slice(0, -2) : raw
  const trunk = /\(\s*0\s*\)/u.test(bare)
  const characters = bare.replace(PUNCTUATION, '').replace(/^\+\+?(?:00)?(?=[1-9])/u, '+')
  const [, number = characters, extension] = PHONE_WITH_EXTENSION.exec(characters) ?? []
  if (!PHONE_DIGITS.test(number)) return null
  const withoutTrunk = trunk ? bare.replace(/\(\s*0\s*\)/u, '').replace(PUNCTUATION, '') : characters
  const [, shorter = withoutTrunk] = PHONE_WITH_EXTENSION.exec(withoutTrunk) ?? []
  const phone = dialled(number, shorter, countryCode(country))
  if (phone === null || isNobodys(phone)) return null
  return extension === undefined ? phone : `${phone};ext=${extension}`
}

/** Figures of all scripts as ASCII ones. A script's ten figures stand side by side, zero first. */
function plainDigits(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, (figure) => {
    if (!/\p{Nd}/u.test(figure)) return figure
    let value = 0
    while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(figure.codePointAt(0)! - value - 1))) value++
    return String(value)
  })
}

/**
 * @param shorter the number without a (0), which stands for the trunk zero of those who call from inside the country; in
 * Italy it is part of the number
 */
function dialled(number: string, shorter: string, country: string | undefined): string | null {
  const abroad = abroadOf(number, country)
  if (abroad !== undefined) return international(abroad, abroadOf(shorter, country) ?? abroad)
  if (country !== undefined && country !== 'US') {
    const phone = parsePhoneNumberFromString(number, country as 'DE')
    if (phone?.isPossible()) return phone.number
    return number.length >= 8 && number.length <= 15 ? number : null
  }
  return national(number)
}

/** The number from its country code on, with a plus; undefined where it has none. */
function abroadOf(number: string, country: string | undefined): string | undefined {
  const { length } = number
  if (number.startsWith('+')) return number
  if (number.startsWith('00') && length >= 11 && length <= 17) return `+${number.slice(2)}`
  const fromAmerica = country === undefined || country === 'US' || country === 'CA'
  if (fromAmerica && number.startsWith('011') && length >= 12 && length <= 18) return `+${number.slice(3)}`
  return undefined
}

/** E.164 numbers have 7 to 15 digits. One that no country has issued stays as it is, but for its trunk zero. */
function international(number: string, shorter: string): string | null {
  const known = parsePhoneNumberFromString(shorter)
  if (known?.isValid()) return known.number
  const code = known?.countryCallingCode ?? ''
  const afterCode = shorter.slice(1 + code.length)
  // A zero that is dialled at home only; the 1 that Mexico had for mobile phones until 2019.
  const others = [
    number,
    `+${code}${afterCode.replace(/^0+/u, '')}`,
    ...(code === '52' ? [`+52${afterCode.replace(/^1/u, '')}`] : []),
  ]
  for (const other of others) {
    const phone = parsePhoneNumberFromString(other)
    if (phone?.isValid()) return phone.number
  }
  const { length } = shorter
  return length >= 8 && length <= 16 ? shorter.replace(TRUNK_ZERO, '+$1') : null
}

/** Fewer than 8 digits without a country mean different people in different towns. */
function national(digits: string): string | null {
  const { length } = digits
  if (length === 10 && digits >= '2') return `+1${digits}`
  if (length === 11 && digits.startsWith('1')) return `+${digits}`
  return length >= 8 && length <= 15 ? digits : null
}
