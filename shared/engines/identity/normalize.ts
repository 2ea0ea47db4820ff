import { createHash } from 'node:crypto'
import {
  BLOCKED_EMAILS,
  BLOCKED_HASHES,
  BLOCKED_IDS,
  BLOCKED_MAILBOXES,
  BLOCKED_PHONES,
  BLOCKED_VALUES,
} from './blocked.ts'
import * as pattern from './patterns.ts'
import {
  COMPASS,
  DIGRAPHS,
  EDGE_SPACE,
  GENERATION_SPELLINGS,
  LETTERS_FROM,
  LETTERS_TO,
  STATES,
  VANISHING,
} from './spelling.ts'

/**
 * From one value as somebody typed it to its canonical value, for records that arrive one at a time. The rules are those
 * of normalize-sql.ts beside this file; a new rule goes into both. Their words, patterns and blocked values are said once
 * (spelling.ts, patterns.ts, blocked.ts), and tests hold both to one golden file and to the same odd texts.
 * Each function gives null where the value is absent, implausible or blocked. Letters newer than Unicode 15 are the
 * exception: DuckDB does not know them yet, so it keeps their case.
 */
export type Value = string | null | undefined

const whole = (source: string) => new RegExp(`^(?:${source})$`, 'u')
const PLAUSIBLE_EMAIL = whole(pattern.PLAUSIBLE_EMAIL)
const PLUS_PART = new RegExp(pattern.PLUS_PART, 'u')
const SHA256_HEX = whole(pattern.SHA256_HEX)
const PHONE_DIGITS = whole(pattern.PHONE_DIGITS)
const PHONE_WITH_EXTENSION = new RegExp(pattern.PHONE_WITH_EXTENSION, 'u')
const TRUNK_ZERO = new RegExp(pattern.TRUNK_ZERO, 'u')
const ONE_DIGIT_REPEATED = new RegExp(pattern.ONE_DIGIT_REPEATED, 'u')
const EMPTY_ID = whole(pattern.EMPTY_ID)
const ZIP_PLUS_4 = whole(pattern.ZIP_PLUS_4)
const ZIP_AS_FLOAT = whole(pattern.ZIP_AS_FLOAT)
const WORD_GAPS = new RegExp(pattern.WORD_GAPS, 'gu')
const ADDRESS_GAPS = new RegExp(pattern.ADDRESS_GAPS, 'gu')
const HAS_NUMBER = new RegExp(pattern.HAS_NUMBER, 'u')
const HAS_WORD = new RegExp(pattern.HAS_WORD, 'u')
const HONORIFIC_BEFORE = new RegExp(pattern.HONORIFIC_BEFORE, 'iu')
const SUFFIX_AFTER = new RegExp(pattern.SUFFIX_AFTER, 'iu')
const LONG_GENERATION_AFTER = new RegExp(pattern.LONG_GENERATION_AFTER, 'iu')
const GENERATION = new RegExp(pattern.GENERATION, 'iu')
const GENERATION_AFTER = new RegExp(pattern.GENERATION_AFTER, 'iu')
const FIRST_AND_LAST = new RegExp(pattern.FIRST_AND_LAST, 'iu')
const LAST_COMMA_FIRST = new RegExp(pattern.LAST_COMMA_FIRST, 'u')
const EDGES = new RegExp(`^[${EDGE_SPACE}]+|[${EDGE_SPACE}]+$`, 'gu')
const ANY_SPACE = new RegExp(`[${EDGE_SPACE}]+`, 'gu')
const PHONE_PUNCTUATION = /[ ()\-./\t\u00a0\u2013\u2011]/gu

const LETTERS = new Map([...LETTERS_FROM].map((letter, i) => [letter, [...LETTERS_TO][i] ?? '']))
for (const [letter, two] of DIGRAPHS) LETTERS.set(letter, two)

const valueBlocked = new Set(BLOCKED_VALUES)
const idBlocked = new Set([...BLOCKED_VALUES, ...BLOCKED_IDS])
const mailboxBlocked = new Set(BLOCKED_MAILBOXES)
const emailBlocked = new Set(BLOCKED_EMAILS)
const phoneBlocked = new Set(BLOCKED_PHONES)
const hashBlocked = new Set(BLOCKED_HASHES)

const trimmed = (value: string): string => value.replace(EDGES, '')
const onlySpaces = (value: string): string => value.replace(/^ +| +$/g, '')

/** Letter by letter, as DuckDB does: no final sigma, no letter that becomes two. */
function lower(value: string): string {
  if (isAscii(value)) return value.toLowerCase()
  let result = ''
  for (const letter of value) {
    const small = letter.toLowerCase()
    result += letter === 'İ' ? 'i' : small.length === letter.length ? small : letter
  }
  return result
}

function isAscii(value: string): boolean {
  for (let i = 0; i < value.length; i++) if (value.charCodeAt(i) > 127) return false
  return true
}

/** Lower case, no accents, ASCII quotes, dashes and spaces: Zoë → zoe, Łódź → lodz, Straße → strasse. */
function foldText(value: string): string {
  if (isAscii(value)) return value.toLowerCase()
  const bare = value.replaceAll('\0', '').normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC')
  let result = ''
  for (const letter of lower(bare)) result += LETTERS.get(letter) ?? letter
  return result
}

/** E-mail address, lower-cased; the plus part stays (it is removed only for the hash). */
export function canonicalEmail(value: Value): string | null {
  if (value == null) return null
  const email = lower(trimmed(value))
  if ([...email].length > 254 || !PLAUSIBLE_EMAIL.test(email)) return null
  return mailboxBlocked.has(email.slice(0, email.indexOf('@'))) || emailBlocked.has(email) ? null : email
}

/** A hash as the customer gives it: 64 hexadecimal digits, lower-cased. */
export function canonicalEmailHash(value: Value): string | null {
  if (value == null) return null
  const hash = lower(trimmed(value))
  return SHA256_HEX.test(hash) && !hashBlocked.has(hash) ? hash : null
}

/** The hash that meets canonicalEmailHash: SHA-256, in hex, of a canonical address without its plus part. */
export function emailHashOfEmail(canonicalAddress: string): string {
  return createHash('sha256').update(canonicalAddress.replace(PLUS_PART, '$1@')).digest('hex')
}

/** Phone: E.164 where the country is known (+ or 00, or ten NANP digits), else the national digits; `;ext=` if any. */
export function canonicalPhone(value: Value): string | null {
  if (value == null) return null
  const raw = lower(trimmed(value))
  const abroad = raw.startsWith('+') || raw.startsWith('00')
  const bare = PHONE_DIGITS.test(raw)
    ? raw
    : raw.endsWith('.0')
      ? raw.slice(0, -2)
      : abroad
        ? raw.replaceAll('(0)', '')
        : raw
  const characters = bare.replace(PHONE_PUNCTUATION, '')
  if (PHONE_DIGITS.test(characters)) return dialled(characters)
  const [, number, extension] = PHONE_WITH_EXTENSION.exec(characters) ?? []
  const main = number === undefined ? null : dialled(number)
  return main && `${main};ext=${extension}`
}

function dialled(digits: string): string | null {
  const phone = withCountry(digits)
  return phone === null || phoneBlocked.has(phone) || ONE_DIGIT_REPEATED.test(phone) ? null : phone
}

/** E.164 numbers have 7 to 15 digits; fewer than 8 without a country mean different people in different towns. */
function withCountry(digits: string): string | null {
  const { length } = digits
  if (digits.startsWith('+')) return length >= 8 && length <= 16 ? digits.replace(TRUNK_ZERO, '+$1') : null
  if (digits.startsWith('00') && length >= 11 && length <= 17) return `+${digits.slice(2)}`.replace(TRUNK_ZERO, '+$1')
  if (length === 10 && digits >= '2') return `+1${digits}`
  if (length === 11 && digits.startsWith('1')) return `+${digits}`
  return length >= 8 && length <= 15 ? digits : null
}

/** An id of the customer's own (user_id, anonymous_id, external): trimmed, case kept, "17850.0" read as 17850. */
export function canonicalExternal(value: Value): string | null {
  if (value == null) return null
  const id = trimmed(value).replace(/^([0-9]+)\.0$/, '$1')
  return EMPTY_ID.test(id) || idBlocked.has(lower(id)) ? null : id
}

const isGiven = (value: Value): value is string => value != null && !valueBlocked.has(lower(trimmed(value)))

const withoutVanishing = (value: string): string => VANISHING.reduce((text, c) => text.replaceAll(c, ''), value)

/** A name for comparison by namesAgree: lower case, no accents, words parted by single spaces. */
export function canonicalName(value: Value): string | null {
  if (!isGiven(value)) return null
  return onlySpaces(withoutVanishing(foldText(value)).replace(WORD_GAPS, ' ')) || null
}

/** A first or last name, for comparison, without the Sr or Jr that stands after it. */
export const canonicalPersonName = (value: Value): string | null => canonicalName(value?.replace(GENERATION_AFTER, ''))

/** Sr, Jr, II … of a full name, or of a first or last name, as one of GENERATIONS. */
export function generationOf(value: Value): string | null {
  const [, short = '', long = ''] = GENERATION.exec(value ?? '') ?? []
  const found = lower(short + long)
  return GENERATION_SPELLINGS[found] ?? (found || null)
}

/** Postcode: ZIP as five digits (lost zeros restored, +4 dropped); any other without spaces and punctuation. */
export function canonicalPostcode(value: Value): string | null {
  if (!isGiven(value)) return null
  const postcode = lower(trimmed(value))
  const code = /^[0-9]{3,5}$/.test(postcode)
    ? postcode.padStart(5, '0')
    : /^[0-9]{9}$/.test(postcode)
      ? postcode.slice(0, 5)
      : ZIP_PLUS_4.test(postcode) || ZIP_AS_FLOAT.test(postcode)
        ? postcode.replace(/[-.].*/, '').padStart(5, '0')
        : foldText(postcode).replace(WORD_GAPS, '')
  return /^0*$/.test(code) ? null : code
}

function canonicalStreet(value: Value): string | null {
  if (value == null || !HAS_NUMBER.test(value) || !HAS_WORD.test(value)) return null
  const words = onlySpaces(withoutVanishing(` ${foldText(value)}`).replace(ADDRESS_GAPS, ' '))
  return COMPASS.reduce((text, [from, to]) => text.replaceAll(from, to), words)
}

function canonicalState(value: Value): string | null {
  const state = canonicalName(value)
  return state && Object.hasOwn(STATES, state) ? (STATES[state] ?? null) : state
}

/** The columns of one identity set that make up a name and an address. */
export type NameAddress = { first?: Value; last?: Value; street?: Value; city?: Value; state?: Value; postcode?: Value }

/** `first|last|house number and street|postcode` or `…|city|state` without a postcode; null when any part is missing. */
export function canonicalNameAddress({ first, last, street, city, state, postcode }: NameAddress): string | null {
  const town = [canonicalName(city), canonicalState(state)]
  const place = canonicalPostcode(postcode) ?? (town.includes(null) ? null : town.join('|'))
  const parts = [canonicalPersonName(first), canonicalPersonName(last), canonicalStreet(street), place]
  return parts.includes(null) ? null : parts.join('|')
}

/** First and last name of a full name, as written; a single word is a first name. */
export function splitFullName(value: Value): { first: string | null; last: string | null } {
  const spaced = trimmed(value ?? '').replace(ANY_SPACE, ' ')
  const named = spaced.replace(SUFFIX_AFTER, '').replace(LONG_GENERATION_AFTER, '$1')
  const bare = named.replace(HONORIFIC_BEFORE, '')
  if (!isGiven(bare)) return { first: null, last: null }
  const swapped = LAST_COMMA_FIRST.exec(bare)
  if (swapped) return { first: onlySpaces(swapped[2]!), last: onlySpaces(swapped[1]!) }
  const [, first = bare, last = null] = FIRST_AND_LAST.exec(bare) ?? []
  return { first, last }
}
