import { ADDRESS_WORDS, HONORIFICS, PARTICLES, SUFFIXES, TRUNK_ZERO_COUNTRIES } from './spelling.ts'

/**
 * Regular expressions in the common subset of JavaScript (flag u) and RE2 (DuckDB), so that one text serves both:
 * no look-around, no back-references, no \s \w \b on non-ASCII text.
 */

/** ASCII that separates words: everything but letters, digits and `|`, which keeps the parts of a key apart. */
const SEPARATOR = '[\\x00-/:-@\\x5b-`{}~\\x7f]'

/** A run of separators, with the address words inside it: one pass drops both. */
export const ADDRESS_GAPS = `(?:${SEPARATOR}+(?:(?:${ADDRESS_WORDS.join('|')})\\b)?)+`

export const WORD_GAPS = `${SEPARATOR}+`

/** A digit and a word: house number and street, in either order. */
export const HAS_NUMBER = '[0-9]'
export const HAS_WORD = '[^-\\x00-/0-9:-@\\x5b-`{-\\x7f]'

const LABEL = '(?:[a-z0-9_-]|[^\\x00-\\x7f])+'
/** One @, no space or bracket, a domain of at least two labels: enough to be a mailbox of somebody. */
export const PLAUSIBLE_EMAIL = `[^\\x00-\\x20"(),:;<>@\\x5b-\\x5d\\x7f]+@(?:${LABEL}\\.)+${LABEL}`

/** Sub-address: shop+moira@… is read by the owner of shop@… */
export const PLUS_PART = '^([^+@]+)\\+[^@]*@'

export const SHA256_HEX = '[0-9a-f]{64}'

/** After punctuation is gone: number, then an extension. */
export const PHONE_WITH_EXTENSION = '^(\\+?[0-9]+)[,;]*(?:extension|extn|ext|x|#)[=:]?([0-9]{1,6})$'
export const PHONE_DIGITS = '\\+?[0-9]+'
export const TRUNK_ZERO = `^\\+(${TRUNK_ZERO_COUNTRIES})0+`

export const ZIP_PLUS_4 = '[0-9]{3,5}[-.][0-9]{4}'
export const ZIP_AS_FLOAT = '[0-9]{3,5}\\.0'

export const HONORIFIC_BEFORE = `^(?:(?:${HONORIFICS.join('|')})(?:\\. *| +))+`
export const SUFFIX_AFTER = `(?:,? +(?:${SUFFIXES.join('|')})\\.?)+$`
/** First names, then the family name with its particles. */
export const FIRST_AND_LAST = `^(.+?) +((?:(?:${PARTICLES.join('|')}) +)*[^ ]+)$`
/** "Family name, first names" */
export const LAST_COMMA_FIRST = '^([^,]+), *([^,]+)$'
