import { MONTH_WORDS, oneOf, WEEKDAY_WORDS } from '../../../engines/dates/words.ts'
import { ZONE_MINUTES } from './zones.ts'

/**
 * The content of a group of a spelling: `y` year of two or four digits, `m` month, `w` month as a word, `d` day, `a`
 * and `b` day and month in the order that the column has; `h` hour, `mi` minute, `s` second, `f` fraction, `p` "a" or
 * "p" of the twelve-hour clock; `z` short name of a zone, `o` and `oo` offset, `i` IANA name of a zone; `n` a number.
 */
export const FIELDS = ['y', 'm', 'w', 'd', 'a', 'b', 'h', 'mi', 's', 'f', 'p', 'z', 'o', 'oo', 'i', 'n'] as const
export type Field = (typeof FIELDS)[number]

/** One way of writing a date. The same expression finds it (JavaScript) and reads it (RE2, in SQL). */
export interface Spelling {
  name: SpellingName
  /** A regular expression for the whole cell, in the syntax that JavaScript and RE2 share; case does not matter. */
  source: string
  /** The contents of its groups, in their order. */
  fields: readonly Field[]
  /**
   * Fits the commonest cells of the spelling and no others. RE2 reads it in one pass, without looking back: a seventh of
   * the time that the whole expression takes.
   */
  simple?: { source: string; fields: readonly Field[] }
  /** Only in a column that holds times: elsewhere 2023 or 20230105 is a number. */
  timesOnly?: boolean
  /** The unit of the number. */
  counts?: 'seconds' | 'milliseconds' | 'microseconds' | 'nanoseconds' | 'days'
}

const WORD = `(${oneOf(MONTH_WORDS.flat())})`
const WEEKDAY = `(?:(?:${oneOf(WEEKDAY_WORDS)})\\.?,? )?(?:le |el |den |the )?`
const YEAR = '(\\d{4}|\\d{2})'

const OFFSET = '([-+]\\d{1,2}(?::?\\d{2})?(?::?\\d{2})?)'
const REMARK = '(?: ?\\([^()]*\\)| ?\\[[^\\[\\]]*\\])?'
const SHORT_ZONE = `\\(?(${oneOf(Object.keys(ZONE_MINUTES))})\\)?`
/** z, o, oo, i: `Z`, `PST`, `GMT+0100`, `-05:00`, `+0100 (CET)`, `Europe/Berlin`. */
const ZONE = `(?: ?(?:${SHORT_ZONE}(?: ?${OFFSET})?|${OFFSET})${REMARK}| [(\\[]?([a-z]+(?:/[a-z_]+){1,2})[)\\]]?)?`
const ZONE_FIELDS: Field[] = ['z', 'o', 'oo', 'i']
/** h, mi, s, f, p: `10`, `10:22`, `10.22.31`, `10h22`, `10:22:31,123 p.m.`, `10:22 Uhr`. */
const CLOCK =
  '(\\d{1,2})(?:[:.h](\\d{2})(?:[:.m](\\d{2})(?:[.,:](\\d{1,9}))?s?)?)?(?: ?h)?(?: uhr)?(?: ?([ap])\\.? ?m\\.?)?'
const CLOCK_FIELDS: Field[] = ['h', 'mi', 's', 'f', 'p']
const TIME = `(?:(?:T|,? (?:(?:at|um|kl\\.?|a las|a|@|-) )?|,)${CLOCK}${ZONE})?`
const TIME_FIELDS = [...CLOCK_FIELDS, ...ZONE_FIELDS]
const SIMPLE_TIME =
  '(?:(?:[T ]|, )(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?(?: ?([ap])m)?(?: ?([-+]\\d{2}:?\\d{2}))?)?'
const SIMPLE_FIELDS: Field[] = [...CLOCK_FIELDS, 'o']
const SIMPLE_WORD = '([a-z]{3,10})'
const CENTURY = '((?:19|20)\\d{2})'
const MM = '(0[1-9]|1[0-2])'
const DD = '(0[1-9]|[12]\\d|3[01])'
const HH = '([01]\\d|2[0-3])'
const SIXTY = '([0-5]\\d)'

const timed = (name: SpellingName, date: string, fields: Field[], simple?: string): Spelling => ({
  name,
  source: `${WEEKDAY}${date}${TIME}`,
  fields: [...fields, ...TIME_FIELDS],
  ...(simple && { simple: { source: `${simple}${SIMPLE_TIME}`, fields: [...fields, ...SIMPLE_FIELDS] } }),
})
// `.0` is what a column of floats leaves behind a whole number.
const digits = (name: SpellingName, source: string, fields: Field[]): Spelling => ({
  name,
  source: `${source}(?:\\.0*)?`,
  fields,
  timesOnly: true,
})
const number = (name: SpellingName, source: string, counts: Spelling['counts']): Spelling => ({
  name,
  source: `(${source})`,
  fields: ['n'],
  timesOnly: true,
  ...(counts && { counts }),
})

/**
 * All spellings that are read, in the order in which they are tried. Detector and reader both follow this table: a cell is
 * detected as a date exactly when one of the expressions fits it, and is then read by that very expression.
 */
export type SpellingName =
  | 'year_month_day'
  | 'parts'
  | 'day_word'
  | 'day_word_colon'
  | 'word_day'
  | 'year_word'
  | 'year_at_end'
  | 'compact'
  | 'characters'
  | 'word_year'
  | 'year_month'
  | 'month_year'
  | 'year'
  | 'yyyymm'
  | 'yyyymmdd'
  | 'parts_compact'
  | 'year_to_hour'
  | 'year_to_minute'
  | 'year_to_second'
  | 'short_year_first'
  | 'epoch_seconds'
  | 'epoch_milliseconds'
  | 'epoch_microseconds'
  | 'epoch_nanoseconds'
  | 'spreadsheet_days'

export const SPELLINGS: readonly Spelling[] = [
  // 2023-01-05, 2023/1/5, 2023. 01. 05., 2023:01:05 (EXIF); the time after it may have any form.
  timed(
    'year_month_day',
    '(\\d{4})(?:[-/:]|\\. ?)(\\d{1,2})(?:[-/:]|\\. ?)(\\d{1,2})\\.?',
    ['y', 'm', 'd'],
    '(\\d{4})[-/](\\d{1,2})[-/](\\d{1,2})',
  ),
  // 1/5/2023, 05.01.23, 05 / 01 / 2023
  timed(
    'parts',
    `(\\d{1,2}) ?[-/.] ?(\\d{1,2}) ?[-/.] ?${YEAR}\\.?`,
    ['a', 'b', 'y'],
    `(\\d{1,2})[-/.](\\d{1,2})[-/.]${YEAR}`,
  ),
  // 5 Jan 2023, 05-JAN-23, 05/Jan/2023, 5. Januar 2023, 1er janv. 2023, 5 de enero de 2023
  timed(
    'day_word',
    `(\\d{1,2})(?:st|nd|rd|th|er|\\.)?(?: ?[-/.,] ?| )?(?:de |of |d')?${WORD}\\.?(?: ?[-/.,'] ?| )?(?:de |del )?${YEAR}`,
    ['d', 'w', 'y'],
    `(\\d{1,2})[- ]${SIMPLE_WORD}[- ]${YEAR}`,
  ),
  // 05/Jan/2023:10:22:31 +0000 (Apache), 05JAN2023:10:22:31 (SAS): a colon only after four digits, lest 05 Jan 10:22 be 2010
  {
    name: 'day_word_colon',
    source: `(\\d{1,2})[-/ ]?${WORD}[-/ ]?(\\d{4}):${CLOCK}${ZONE}`,
    fields: ['d', 'w', 'y', ...TIME_FIELDS],
  },
  // Jan 5, 2023, January 5th, 2023, Jan-05-23
  timed(
    'word_day',
    `${WORD}\\.?(?: ?[-/.] ?| )?(\\d{1,2})(?:st|nd|rd|th)?(?:, ?| |-|/)'?${YEAR}`,
    ['w', 'd', 'y'],
    `${SIMPLE_WORD} (\\d{1,2}),? ${YEAR}`,
  ),
  // 2023-Jan-05
  timed('year_word', `(\\d{4})[-/. ]${WORD}\\.?[-/. ](\\d{1,2})`, ['y', 'w', 'd']),
  // Thu Jan 05 10:22:31 +0000 2023
  {
    name: 'year_at_end',
    source: `${WEEKDAY}${WORD} (\\d{1,2}) ${CLOCK}${ZONE} (\\d{4})`,
    fields: ['w', 'd', ...TIME_FIELDS, 'y'],
  },
  // 20230105T102231Z, 20230105 10:22
  {
    name: 'compact',
    source: `(\\d{4})(\\d{2})(\\d{2})[T ](\\d{1,2}):?(\\d{2})(?::?(\\d{2})(?:[.,](\\d{1,9}))?)?(?: ?([ap])\\.? ?m\\.?)?${ZONE}`,
    fields: ['y', 'm', 'd', ...TIME_FIELDS],
  },
  // 2023年1月5日
  timed('characters', '(\\d{4})[年년] ?(\\d{1,2})[月월] ?(\\d{1,2})[日일]', ['y', 'm', 'd']),
  // Jan 2023: the first of the month
  { name: 'word_year', source: `${WORD}\\.?(?:, ?| |-|/)${CENTURY}`, fields: ['w', 'y'] },
  { name: 'year_month', source: '(\\d{4})[-/](\\d{1,2})', fields: ['y', 'm'], timesOnly: true },
  { name: 'month_year', source: `(\\d{1,2})[-/.]${CENTURY}`, fields: ['m', 'y'], timesOnly: true },
  digits('year', '([12]\\d{3})', ['y']),
  digits('yyyymm', `${CENTURY}${MM}`, ['y', 'm']),
  digits('yyyymmdd', `${CENTURY}${MM}${DD}`, ['y', 'm', 'd']),
  // 05012023: never also a yyyymmdd, whose months would be 19 or 20
  digits('parts_compact', `(\\d{2})(\\d{2})${CENTURY}`, ['a', 'b', 'y']),
  digits('year_to_hour', `${CENTURY}${MM}${DD}${HH}`, ['y', 'm', 'd', 'h']),
  digits('year_to_minute', `${CENTURY}${MM}${DD}${HH}${SIXTY}`, ['y', 'm', 'd', 'h', 'mi']),
  digits('year_to_second', `${CENTURY}${MM}${DD}${HH}${SIXTY}${SIXTY}(\\d{3})?`, ['y', 'm', 'd', 'h', 'mi', 's', 'f']),
  number('epoch_seconds', '-?\\d{9,10}(?:\\.\\d*)?', 'seconds'),
  number('epoch_milliseconds', '-?\\d{11,13}(?:\\.\\d*)?', 'milliseconds'),
  number('epoch_microseconds', '-?\\d{15,16}(?:\\.0*)?', 'microseconds'),
  number('epoch_nanoseconds', '-?\\d{18,19}', 'nanoseconds'),
  number('spreadsheet_days', '[2-7]\\d{4}(?:\\.\\d*)?', 'days'),
]

/** Only where a format says so: 23/01/05 may begin with the day, too. */
export const SHORT_YEAR_FIRST = timed('short_year_first', '(\\d{2})[-/.](\\d{1,2})[-/.](\\d{1,2})', ['y', 'm', 'd'])

/**
 * Marks and blanks around and within a date that say nothing: formula quotes (="2023-01-05"), an apostrophe before it, no-break
 * and repeated blanks, marks of writing direction, accents.
 */
export const PLAIN = {
  dress: '^(?:=?"|\')|"$',
  invisible: '[\u200b-\u200f\u202a-\u202e\u2060\ufeff]',
  blanks: '[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+',
}

const dress = new RegExp(PLAIN.dress, 'g')
const invisible = new RegExp(PLAIN.invisible, 'g')
const blanks = new RegExp(PLAIN.blanks, 'g')

/** Of a cell without odd marks nothing is to be taken away. */
const without = /^[!#-&(-<>-~][!#-~]*(?: [!#-~]+)*$/

/** A cell without them; `plainSql` is the same in SQL. */
export const plainDate = (cell: string): string =>
  without.test(cell)
    ? cell
    : cell.replace(dress, '').replace(invisible, '').replace(blanks, ' ').trim().normalize('NFD').replace(/\p{M}/gu, '')
