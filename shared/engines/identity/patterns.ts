import { BLOCKED_EMAILS, BLOCKED_MAILBOXES } from './blocked.ts'
import {
  ADDRESS_WORDS,
  COMPASS,
  HONORIFICS,
  PARTICLES,
  SHORT_GENERATIONS,
  SUFFIXES,
  TRUNK_ZERO_COUNTRIES,
} from './spelling.ts'
import { BOX_WORDS, ORDINAL_WORDS, SHORT_ANYWHERE, STREET_ENDINGS } from './street-words.ts'

/**
 * Regular expressions in the common subset of JavaScript (flag u) and RE2 (DuckDB), so that one text serves both:
 * no look-around, no back-references, no \s \w \b on non-ASCII text.
 */

/** ASCII that separates words: everything but letters and digits. */
export const WORD_GAPS = '[\\x00-/:-@\\x5b-`{-\\x7f]+'

/** Folded text that is already words parted by single spaces: most names and addresses, and ten times cheaper to tell. */
export const PLAIN_WORDS = '[a-z0-9]+(?: [a-z0-9]+)*'
/** The same before lower case. */
export const PLAIN_WORDS_ANY_CASE = '[A-Za-z0-9]+(?: [A-Za-z0-9]+)*'

/** The usual address among those: a number, then words. */
export const NUMBERED_WORDS = '[0-9]+ [A-Za-z][A-Za-z0-9]*(?: [A-Za-z0-9]+)*'

/** The next most usual: commas, points behind words and a sharp before a number, each beside a space. */
export const PUNCTUATED_WORDS = '[0-9]+ [A-Za-z][A-Za-z0-9]*(?:\\.?,? #?[A-Za-z0-9]+)*\\.?'

/** Gaps between the words of an address, with the words that say nothing inside them: one pass drops both. */
export const ADDRESS_GAPS = `(?:${WORD_GAPS}(?:(?:${ADDRESS_WORDS.join('|')})\\b)?)+`

/** The same between plain words, of which the first has a space before it. */
export const PLAIN_ADDRESS_GAPS = `(?: (?:${ADDRESS_WORDS.join('|')})\\b)+`

/** A point of the compass at the end goes to the number before it. */
export const NUMBER_AND_POINT = '([0-9]) ([nsew])$'

/** Spellings that need no rule but a shorter word, or none between. */
const SHORTER = [`\\b(?:${SHORT_ANYWHERE.map(([word]) => word).join('|')})\\b`, NUMBER_AND_POINT]

/**
 * A usual address, shortened already, in which something is written in more than one way: boxes, ordinals, a letter beside a
 * number, streets of other countries, vowels that stand for umlauts. street.ts knows how.
 */
export const ODD_STREET = [
  `\\b(?:${[...BOX_WORDS, ...ORDINAL_WORDS, 'county', 'route'].join('|')})\\b`,
  '(?:box|postfach|postbus)[0-9]',
  '[0-9](?:st|nd|rd|th|er|ere|eme)\\b',
  `(?:${STREET_ENDINGS.join('|')})\\b`,
  '[0-9] [a-df-mo-rt-vx-z]\\b',
  '\\b[a-df-mo-rt-vx-z] [0-9]',
  '\\b[ns] [ew]\\b',
  '[aou]e',
].join('|')
export const OTHER_STREET = [...SHORTER, ODD_STREET].join('|')
/** The same before it is shortened: "ter" is a terrace, too. */
export const HOUSE_BIS = '(?:^| )[0-9]+ (?:[Bb][Ii][Ss]|[Tt][Ee][Rr]|[Qq][Uu][Aa][Tt][Ee][Rr])\\b'

/**
 * In a usual address, lower case, before anything is dropped or shortened: all that could need more than to lose the words
 * that say nothing. Letters that stand alone count, for they may come to stand beside a number.
 */
export const UNUSUAL_STREET = [OTHER_STREET, HOUSE_BIS, ...COMPASS.map(([word]) => word), '\\b[a-z]\\b'].join('|')

/** A digit and a word: house number and street, in either order. */
export const HAS_NUMBER = '[0-9]'
export const HAS_WORD = '[^-\\x00-/0-9:-@\\x5b-`{-\\x7f]'

const LABEL = '(?:[a-z0-9_-]|[^\\x00-\\x7f])+'
/** One @, no space or bracket, a domain of at least two labels: enough to be a mailbox of somebody. */
export const PLAUSIBLE_EMAIL = `[^\\x00-\\x20"(),:;<>@\\x5b-\\x5d\\x7f]+@(?:${LABEL}\\.)+${LABEL}`

const literally = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')
/** A plausible address of plain characters only. Nearly all addresses match. */
export const PLAIN_EMAIL = '[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9_-]+\\.)+[A-Za-z0-9_-]+'
/** Plain addresses in lower case that belong to nobody. */
export const BLOCKED_PLAIN_EMAIL = `^(?:(?:${BLOCKED_MAILBOXES.map(literally).join('|')})@|(?:${BLOCKED_EMAILS.map(literally).join('|')})$)`

/** Sub-address: shop+moira@… is read by the owner of shop@… */
export const PLUS_PART = '^([^+@]+)\\+[^@]*@'

export const SHA256_HEX = '[0-9a-f]{64}'

/** After punctuation is gone: number, then an extension. */
export const PHONE_WITH_EXTENSION = '^(\\+?[0-9]+)[,;]*(?:extension|extn|ext|x|#)[=:]?([0-9]{1,6})$'
export const PHONE_DIGITS = '\\+?[0-9]+'
/** A cell that is one number and nothing else: at most eighteen characters. */
export const ONE_PHONE = '[+(]?[0-9][0-9 ().+-]{0,16}'
/** Of text that is not ASCII: characters that nobody sees. */
export const UNSEEN =
  '[\\p{Cf}\\p{Cc}\\x{34f}\\x{115f}\\x{1160}\\x{3164}\\x{ffa0}\\x{180b}-\\x{180f}\\x{2065}]|^[\\pZ‘’‚“”„«´`ʼ]|\\pZ$'
/** Numbers of countries with an area code of two figures and no more than a trunk zero, as E.164 has them. */
export const PLAIN_E164 = '\\+(?:3[1-4]|4[13-9])[1-9][0-9]{8,10}'
/** The ways most North American numbers are written; the SQL takes these in one step, to the same result. */
export const NANP = '^(?:\\+?1[-. ]?)?\\(?([2-9][0-9]{2})\\)?[-. ]?([0-9]{3})[-. ]?([0-9]{4})$'
export const TRUNK_ZERO = `^\\+(${TRUNK_ZERO_COUNTRIES})0+`

/** A number that ends in one digit seven times: typed to get past a form. */
export const ONE_DIGIT_REPEATED = `(?:${[...'0123456789'].map((digit) => `${digit}{7}`).join('|')})(?:;.*)?$`

/** Ids of plain characters that nothing dresses, and that are not all zeros. */
export const PLAIN_ID = '0*[A-Za-z1-9][A-Za-z0-9_-]*'

/** Ids made of zeros and dashes, or of punctuation alone. */
export const EMPTY_ID = '[0-]*|[-_./?*# ]*'

export const ZIP_PLUS_4 = '[0-9]{3,5}[-. ][0-9]{4}'
export const ZIP_AS_FLOAT = '[0-9]{3,5}\\.0'

export const HONORIFIC_BEFORE = `^(?:(?:${HONORIFICS.join('|')})(?:\\. *| +))+`
export const SUFFIX_AFTER = `(?:,? +(?:${SUFFIXES.join('|')})\\.?)+$`
/** Spelt out a generation is one after two words only. */
export const LONG_GENERATION_AFTER = '^([^ ]+ +[^ ]+.*?),? +(?:senior|junior)$'
/** The generation of a name: the first group, or the second where it is spelt out. In "Lee Jr., John" it ends the family name. */
export const GENERATION = `(?: +(${SHORT_GENERATIONS.join('|')})|[^ ]+ +[^ ]+ +(senior|junior))\\.?(?:,? +(?:phd|md|esq)\\.?)*(?:$|,)`
/** The same at the end of a first or a last name that stands in a cell by itself. */
export const GENERATION_AFTER = `,? +(?:${SHORT_GENERATIONS.join('|')})\\.?$`
/** First names, then the family name with its particles. */
export const FIRST_AND_LAST = `^(.+?) +((?:(?:${PARTICLES.join('|')}) +)*[^ ]+)$`
/** "Family name, first names" */
export const LAST_COMMA_FIRST = '^([^,]+), *([^,]+)$'
