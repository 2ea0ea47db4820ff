import * as pattern from '../patterns.ts'
import { EDGE_SPACE, GENERATION_SPELLINGS } from '../spelling.ts'
import { foldText, isGiven, lower, onlySpaces, withoutVanishing } from './fold-text.ts'
import { trimmed, type Value } from './undress.ts'

const WORD_GAPS = new RegExp(pattern.WORD_GAPS, 'gu')
const HONORIFIC_BEFORE = new RegExp(pattern.HONORIFIC_BEFORE, 'iu')
const SUFFIX_AFTER = new RegExp(pattern.SUFFIX_AFTER, 'iu')
const LONG_GENERATION_AFTER = new RegExp(pattern.LONG_GENERATION_AFTER, 'iu')
const GENERATION = new RegExp(pattern.GENERATION, 'iu')
const GENERATION_AFTER = new RegExp(pattern.GENERATION_AFTER, 'iu')
const FIRST_AND_LAST = new RegExp(pattern.FIRST_AND_LAST, 'iu')
const LAST_COMMA_FIRST = new RegExp(pattern.LAST_COMMA_FIRST, 'u')
const ANY_SPACE = new RegExp(`[${EDGE_SPACE}]+`, 'gu')

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
