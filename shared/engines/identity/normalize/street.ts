import * as pattern from '../patterns.ts'
import { COMPASS } from '../spelling.ts'
import { ADDRESS_SHORT, BOXES, ROADS, STREET_ENDINGS } from '../street-words.ts'
import { foldText, onlySpaces, withoutVanishing } from './fold-text.ts'
import { ordinalsAsFigures } from './ordinals.ts'
import { undressed, type Value } from './undress.ts'

const WORD_GAPS = new RegExp(pattern.WORD_GAPS, 'gu')
const ADDRESS_GAPS = new RegExp(pattern.ADDRESS_GAPS, 'gu')
const HAS_NUMBER = new RegExp(pattern.HAS_NUMBER, 'u')
const HAS_WORD = new RegExp(pattern.HAS_WORD, 'u')

const BOX = new RegExp(`(^| )(?:${BOXES.join('|')})(?: (?:box|bx|no|nr|number|#))* (?=[0-9a-z]*[0-9])`, 'gu')
const BOX_AND_NUMBER = /((?:^| )[a-z]*(?:box|postfach|postbus))(?=[0-9])/gu
const ROAD = Object.entries(ROADS).map(
  ([words, short]) => [new RegExp(`(?<= |^)(?:${words}) (?=[0-9])`, 'gu'), `${short} `] as const,
)
/** "3rd floor" is floor 3. */
const NTH_FLOOR = /(?<= |^)([0-9]+)th (?=(?:floor|fl)(?: |$))/gu
const BOX_FIRST = /^(?:box|bx) (?=[0-9])/u
/** "Flat 3, 12 High Street": the flat goes behind the street. */
const UNIT_FIRST = /^(?:flat|apt|apartment|unit|suite|ste|room|rm|floor|fl) #?([0-9]+[a-z]?|[a-z]) (?=[0-9]+[a-z]? )/u
/** 3-B, 3/B, B-3, 12 bis: one number. */
const NUMBER_AND_LETTER = /(^|[^0-9a-z])(?:([0-9]+)[-/]([a-z])|([a-z])[-/]([0-9]+))(?![0-9a-z])/gu
const NUMBER_AND_BIS = /(^|[^0-9a-z])([0-9]+)[ ,-]*(bis|ter|quater)(?= |,|$)/gu
/** 3 B, B 3 between blanks; N, S, E and W before a street are points of the compass. */
const LOOSE_LETTER = /(?<= )([0-9]+) ([a-z])(?= |$)/gu
const LOOSE_LETTER_BEFORE = /(?<= )([a-df-mo-rt-vx-z]) ([0-9]+)(?= |$)/gu
const CORNER = /(?<= )([ns]) ([ew])(?= |$)/gu
const ENDING = new RegExp(`(?<= [a-z0-9]{3,})(?:${STREET_ENDINGS.join('|')})(?= |$)`, 'gu')
const SHORT = new RegExp(`(?<= )(?:${Object.keys(ADDRESS_SHORT).join('|')})(?= |$)`, 'gu')
const VOWELS: readonly (readonly [string, string])[] = [
  ['ae', 'a'],
  ['oe', 'o'],
  ['ue', 'u'],
]

/**
 * House number, street's own name, number of the flat, in this order; null without a number or without a word. "12 North Oak
 * Street, Apt 3-B" and "12 n. oak st #3b" are one, as are "Hauptstraße 5" and "Hauptstr. 5".
 */
export function canonicalStreet(value: Value): string | null {
  if (value == null) return null
  const written = undressed(value).replaceAll('½', ' 1/2')
  if (!HAS_NUMBER.test(written) || !HAS_WORD.test(written)) return null
  const folded = withoutVanishing(
    foldText(written.normalize('NFKC')).replace(/([a-z])\.(?=[0-9])/gu, '$1 '),
  ).replaceAll('°', ' ')
  const glued = folded
    .replace(/^# */u, 'unit ')
    .replace(NUMBER_AND_LETTER, '$1$2$3$4$5')
    .replace(NUMBER_AND_BIS, '$1$2$3')
  const words = ordinalsAsFigures(boxed(onlySpaces(glued.replace(WORD_GAPS, ' ')))).replace(NTH_FLOOR, '$1 ')
  return withoutSayingNothing(words.replace(UNIT_FIRST, ''), UNIT_FIRST.exec(words)?.[1])
}

/** PO Box, P.O. Box, Post Office Box, POB, Postfach, BP … 12 */
const boxed = (words: string): string =>
  ROAD.reduce((text, [road, short]) => text.replace(road, short), words)
    .replace(BOX_AND_NUMBER, '$1 ')
    .replace(BOX_FIRST, 'pobox ')
    .replace(BOX, '$1pobox ')

/** @param unit the number of a flat that stood before the house number */
function withoutSayingNothing(words: string, unit: string | undefined): string | null {
  const kept = ` ${words}${unit === undefined ? '' : ` ${unit}`}`.replace(ADDRESS_GAPS, ' ').trimEnd()
  const short = kept.replace(SHORT, (word) => ADDRESS_SHORT[word]!).replace(ENDING, '')
  const compass = COMPASS.reduce((text, [from, to]) => text.replaceAll(from, to), short)
  const joined = compass.replace(CORNER, '$1$2').replace(LOOSE_LETTER, glue).replace(LOOSE_LETTER_BEFORE, '$1$2')
  const plain = VOWELS.reduce((text, [from, to]) => text.replaceAll(from, to), joined)
  return numberFirst(onlySpaces(plain)) || null
}

const glue = (text: string, number: string, letter: string, at: number, all: string): string =>
  /[nsew]/u.test(letter) && at + text.length < all.length ? text : number + letter

/** "Hauptstr. 5" as "5 Hauptstr.": the first number after the words that begin the address is that of the house. */
function numberFirst(words: string): string {
  const [, street, number, rest = ''] = /^((?:[^0-9 ][^ ]* )+)([0-9]+[a-z]{0,4})((?: .*)?)$/u.exec(words) ?? []
  if (street === undefined || /^pobox /u.test(words) || /th$/u.test(number!)) return words
  return `${number} ${street.trimEnd()}${rest}`
}
