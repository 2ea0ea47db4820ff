import * as pattern from '../patterns.ts'
import { AMERICAN_STATES, STATES } from '../spelling.ts'
import { countryCode } from './country.ts'
import { foldText, isGiven, lower } from './fold-text.ts'
import { canonicalName } from './name.ts'
import { undressed, undressedText, type Value } from './undress.ts'

const WORD_GAPS = new RegExp(pattern.WORD_GAPS, 'gu')
const ZIP_PLUS_4 = new RegExp(`^(?:${pattern.ZIP_PLUS_4})$`, 'u')
const ZIP_AS_FLOAT = new RegExp(`^(?:${pattern.ZIP_AS_FLOAT})$`, 'u')

/** `z:` of lead ads, `ZIP:` and the like. */
const LABEL = /^(?:z|zip|zip ?code|plz|cp|postcode|postal ?code)\.?\s*:\s*/u
/** Vehicle codes and ISO codes that stand before a postcode: D-70174, NL 1234 AB, SE-111 22. */
const COUNTRY_BEFORE =
  /^(?:d|de|f|fr|nl|b|be|ch|a|at|i|it|e|es|l|lu|dk|s|se|no|fi|fin|pl|cz|sk|pt|si|hr|hu|lt|lv|ee|us|usa)[- ]+(?=[0-9])/u
const STATE_BEFORE = /^([a-z]{2})[- ]*(?=[0-9]{5}(?:[- ]?[0-9]{4})?$)/u

/** A postcode as it is delivered: without a program's dress. */
export const writtenPostcode = (value: string): string =>
  undressedText(undressedText(value).replace(new RegExp(LABEL, 'iu'), ''))

/** State by its abbreviation, folded. */
export function canonicalState(value: Value): string | null {
  const state = canonicalName(value)
  return state && Object.hasOwn(STATES, state) ? (STATES[state] ?? null) : state
}

/**
 * Postcode: ZIP as five digits (lost zeros restored, +4 dropped); any other without spaces and punctuation, and without the
 * country before it. Beside an American state, or the country, seven or eight digits are a ZIP+4 that lost its zeros.
 */
export function canonicalPostcode(value: Value, state?: Value, country?: Value): string | null {
  if (!isGiven(value)) return null
  const bare = lower(undressed(value.normalize('NFKC')))
    .replace(LABEL, '')
    .replaceAll('〒', '')
  if (!isGiven(bare)) return null
  const stateBefore = STATE_BEFORE.exec(bare)?.[1]
  const postcode =
    stateBefore && AMERICAN_STATES.has(stateBefore) ? bare.replace(STATE_BEFORE, '') : bare.replace(COUNTRY_BEFORE, '')
  const code = codeOf(postcode, () => isAmerican(state, country))
  return /^0*$/u.test(code) ? null : code
}

function codeOf(postcode: string, isInAmerica: () => boolean): string {
  if (/^[0-9]{3,5}$/u.test(postcode)) return postcode.padStart(5, '0')
  if (/^[0-9]{9}$/u.test(postcode)) return postcode.slice(0, 5)
  if (ZIP_PLUS_4.test(postcode) || ZIP_AS_FLOAT.test(postcode)) return postcode.replace(/[-. ].*/u, '').padStart(5, '0')
  const digits = postcode.replace(/\.0$/u, '')
  if (/^[0-9]{7,8}$/u.test(digits) && isInAmerica()) return digits.padStart(9, '0').slice(0, 5)
  if (/^[0-9]{9}$/u.test(digits)) return digits.slice(0, 5)
  return foldText(postcode).replace(WORD_GAPS, '')
}

function isAmerican(state: Value, country: Value): boolean {
  if (country != null && country.trim() !== '') return countryCode(country) === 'US'
  const short = canonicalState(state)
  return short !== null && AMERICAN_STATES.has(short)
}
