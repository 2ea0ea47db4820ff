import { ADDRESS_WORDS, STATES } from '../spelling.ts'
import { countryCode } from './country.ts'
import { foldText } from './fold-text.ts'
import { undressedText, type Value } from './undress.ts'

/** The parts of a one-line address, as they are written. */
export type AddressLine = { street: string | null; city: string | null; state: string | null; postcode: string | null }

const NOTHING: AddressLine = { street: null, city: null, state: null, postcode: null }

const COUNTRY =
  /[\s,]*(?<![\p{L}])(?:united states(?: of america)?|u\.?s\.?(?:a\.?)?|united kingdom|u\.?k\.?|canada|great britain|deutschland|germany|france|nederland|netherlands|the netherlands|österreich|austria|schweiz|switzerland|belgium|belgique|belgië)$/iu
/** ZIP, Canadian and British postcodes, then plain ones of four to six digits: at the end of the text. */
const POSTCODE =
  /(?<![\p{L}\d])(\d{5}[- ]\d{4}|[a-z]\d[a-z] ?\d[a-z]\d|[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}|\d{4} [a-z]{2}|\d{3} \d{2}|\d{4,6})$/iu
/** 10115 Berlin, 1012 AB Amsterdam, F-75001 Paris, 111 22 Stockholm */
const POSTCODE_AND_CITY = /^((?:[a-z]{1,3}-)?(?:\d{4} ?[a-z]{2}|\d{3} \d{2}|\d{4,6}))\s+(\p{L}.*)$/iu
const TWO_LETTERS = /(^|,|\s)\s*([a-z]{2})$/iu
const LONG_STATE = new RegExp(
  `(?:^|[,\\s])(${Object.keys(STATES)
    .sort((a, b) => b.length - a.length)
    .join('|')})$`,
  'iu',
)
const shortStates = new Set(Object.values(STATES))
const words = new Set(ADDRESS_WORDS)

/**
 * The parts of a one-line address, by rule. Commas, ends of lines and two blanks part it. A country at the end is dropped, then the
 * postcode and the state are taken from the end, the last part is the city (`10115 Berlin` is both), all before it the street.
 * Where nothing parts them, there is no telling the street from the city: the rest is the street.
 */
export function addressLine(value: Value): AddressLine {
  if (value == null) return NOTHING
  let line = withoutCountry(tidy(undressedText(value).replace(/[\r\n\t]+|\s{2,}/gu, ',')))
  const postcode = POSTCODE.exec(line)?.[1] ?? null
  if (postcode !== null) line = tidy(line.slice(0, -postcode.length))
  const state = stateAtEnd(line, postcode !== null)
  if (state !== null) line = tidy(line.slice(0, -state.length))
  const parts = line.split(', ')
  const last = parts.at(-1)!
  const both = postcode === null ? POSTCODE_AND_CITY.exec(last) : null
  const isParted = parts.length > 1 || both !== null
  return {
    street: (isParted ? parts.slice(0, -1).join(', ') : line) || null,
    city: (isParted ? (both?.[2] ?? last) : '') || null,
    state: state && (state.length === 2 ? state.toUpperCase() : state),
    postcode: both?.[1] ?? postcode,
  }
}

/** Parts that are there, parted by a comma and a blank. */
const tidy = (line: string): string =>
  line
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .join(', ')

function withoutCountry(line: string): string {
  const bare = line.replace(COUNTRY, '')
  if (bare !== line) return tidy(bare)
  const parts = line.split(', ')
  const last = parts.at(-1)!
  if (parts.length < 2 || !/^[\p{L} .'-]+$/u.test(last) || Object.hasOwn(STATES, foldText(last))) return line
  // MA is Massachusetts and Morocco: a code is a country's behind a postcode only.
  const isCode = last.length <= 3
  const isBehindPostcode = POSTCODE.test(parts.at(-2)!) || POSTCODE_AND_CITY.test(parts.at(-2)!)
  return countryCode(last) && (!isCode || isBehindPostcode) ? parts.slice(0, -1).join(', ') : line
}

function stateAtEnd(line: string, hasPostcode: boolean): string | null {
  const long = LONG_STATE.exec(line)?.[1]
  // "Washington" and "New York" by themselves are towns as well: of a state something stands before it.
  if (long && /,[^,]*,\s*[^,]*$/u.test(line)) return long
  const [, before, short] = TWO_LETTERS.exec(line) ?? []
  if (short === undefined || words.has(short.toLowerCase())) return null
  return shortStates.has(short.toLowerCase()) || before === ',' || hasPostcode ? short : null
}
