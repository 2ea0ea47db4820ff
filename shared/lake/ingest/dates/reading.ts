import type { DateFormat } from '../../../contract/reading.ts'
import { quoteText } from '../../../engines/sql/quote.ts'
import { type DateEvidence, noEvidence } from './evidence.ts'
import { SHORT_YEAR_FIRST, SPELLINGS, type Spelling, type SpellingName } from './spellings.ts'

/** The two questions that the cells of a file may leave open; the dataset's other files may answer them. */
export interface DateChoice {
  /** Of dates in parts, the day comes before the month. */
  dayFirst: boolean
  /** Years of two digits may lie ahead: 27 is 2027 already in 2026. Otherwise it is 1927. */
  ahead: boolean
}

/** How the dates of one column of one file are read: by which expressions, in this order. */
export interface DateReading {
  /** `simpleOnly`: every cell that was seen fits the simple expression. */
  spellings: readonly { spelling: Spelling; simpleOnly: boolean }[]
  dayFirst: boolean
  /** A year of two digits is the latest that makes a date no later than this one, as yyyymmdd. */
  latest: number
  /** Whether cells have marks around the date. */
  odd: boolean
  /** Whether DuckDB's own cast is tried first. */
  cast: boolean
  /** IANA name of the zone of times that name none. */
  zone: string
}

/** The spellings that a declared format takes. Its order of day and month is fixed. */
const DECLARED: Readonly<Record<DateFormat, { spellings: SpellingName[]; dayFirst?: boolean; yearDigits?: 2 | 4 }>> = {
  mm_dd_yy_slash: { spellings: ['parts'], dayFirst: false, yearDigits: 2 },
  mm_dd_yyyy_slash: { spellings: ['parts'], dayFirst: false, yearDigits: 4 },
  mm_dd_yy_dash: { spellings: ['parts'], dayFirst: false, yearDigits: 2 },
  mm_dd_yyyy_dash: { spellings: ['parts'], dayFirst: false, yearDigits: 4 },
  date_month_day_fullyear: { spellings: ['parts'], dayFirst: false, yearDigits: 4 },
  date_month_day_shortyear: { spellings: ['parts'], dayFirst: false, yearDigits: 2 },
  date_month_day_fullyear_hours_minutes: { spellings: ['parts'], dayFirst: false, yearDigits: 4 },
  date_month_day_fullyear_hours_minutes_seconds: { spellings: ['parts'], dayFirst: false, yearDigits: 4 },
  date_day_month_fullyear: { spellings: ['parts'], dayFirst: true, yearDigits: 4 },
  date_day_month_shortyear: { spellings: ['parts'], dayFirst: true, yearDigits: 2 },
  yyyy_mm_dd_slash: { spellings: ['year_month_day'] },
  yyyy_mm_dd_dash: { spellings: ['year_month_day'] },
  yy_mm_dd_slash: { spellings: ['short_year_first'] },
  yy_mm_dd_dash: { spellings: ['short_year_first'] },
  yyyymmdd: { spellings: ['yyyymmdd', 'compact'] },
  yyyymm: { spellings: ['yyyymm'] },
  date_iso8601: { spellings: ['year_month_day', 'compact', 'year_month', 'year', 'yyyymmdd'] },
  date_seconds_since_epoch_utc: { spellings: ['epoch_seconds'] },
  date_milliseconds_since_epoch_utc: { spellings: ['epoch_milliseconds'] },
  date_spreadsheet_days: { spellings: ['spreadsheet_days'] },
}

/** Whether a declared format has the day before the month; undefined where it writes no two numbers. */
export const declaredDayFirst = (format: DateFormat): boolean | undefined => DECLARED[format]?.dayFirst

const BY_FORMAT_ALONE = new Set<SpellingName>(['short_year_first', 'epoch_seconds', 'epoch_milliseconds'])

/** A declared number of seconds may have any size; one that was only detected has that of the last decades. */
const ANY_NUMBER = '([-+]?\\d+(?:\\.\\d*)?(?:e\\+?\\d+)?)'

export interface ReadingOptions {
  format?: DateFormat | undefined
  choice: DateChoice
  /** When the file was uploaded. */
  lastModified: Date
  zone: string
}

/** How a file's column is read, by what was seen of its cells. */
export function dateReading(
  evidence: DateEvidence,
  { format, choice, lastModified, zone }: ReadingOptions,
): DateReading {
  const declared = format && DECLARED[format]
  // Of the spellings that a format takes, those that were seen; some it takes are dates by nothing but their format.
  const spellings = declared
    ? declaredSpellings(format).filter(({ name }) => BY_FORMAT_ALONE.has(name) || evidence.spellings[name])
    : seenSpellings(evidence)
  const notSimple = (name: SpellingName) => (evidence.notSimple[name] ?? 0) > 0
  return {
    spellings: spellings.map((spelling) => ({ spelling, simpleOnly: !notSimple(spelling.name) })),
    dayFirst: declared?.dayFirst ?? choice.dayFirst,
    latest: latestOf(lastModified, choice.ahead),
    odd: evidence.odd > 0,
    cast: zone === 'UTC' && evidence.cast > evidence.notCast && spellings.some(({ name }) => name === 'year_month_day'),
    zone,
  }
}

function seenSpellings(evidence: DateEvidence): Spelling[] {
  const { spellings: seen, numbers, tenDigits, twelveDigits } = evidence
  // Twenty to eighty thousand are days since 1899, and four digits a year, where the column holds nothing else in figures.
  const only: Partial<Record<SpellingName, boolean>> = {
    spreadsheet_days: seen.spreadsheet_days === numbers,
    year: seen.year === numbers,
    // Seconds since 1970 begin with a year too, from 2030 on: it is the whole column that tells.
    year_to_hour: tenDigits === 0,
    year_to_minute: twelveDigits === 0,
  }
  const names = new Set(
    (Object.keys(seen) as SpellingName[]).filter((name) => (seen[name] ?? 0) > 0 && only[name] !== false),
  )
  if (seen.year_to_hour && tenDigits) names.add('epoch_seconds')
  if (seen.year_to_minute && twelveDigits) names.add('epoch_milliseconds')
  return SPELLINGS.filter(({ name }) => names.has(name))
}

function declaredSpellings(format: DateFormat): Spelling[] {
  const { spellings, yearDigits } = DECLARED[format]
  return [...SPELLINGS, SHORT_YEAR_FIRST]
    .filter(({ name }) => spellings.includes(name))
    .map((spelling) => {
      if (spelling.counts && spelling.counts !== 'days') return { ...spelling, source: ANY_NUMBER }
      if (!yearDigits) return spelling
      const strict = (source: string) => source.replace('(\\d{4}|\\d{2})', `(\\d{${yearDigits}})`)
      return {
        ...spelling,
        source: strict(spelling.source),
        ...(spelling.simple && { simple: { ...spelling.simple, source: strict(spelling.simple.source) } }),
      }
    })
}

/** The day after the upload, for clocks east of it; with years ahead, ten years on. */
function latestOf(lastModified: Date, ahead: boolean): number {
  if (ahead) return (lastModified.getUTCFullYear() + AHEAD_YEARS) * 10_000 + 1231
  return Number(new Date(lastModified.getTime() + 86_400_000).toISOString().slice(0, 10).replaceAll('-', ''))
}

const AHEAD_YEARS = 10
/** Names of columns whose dates never lie ahead. */
const OF_BIRTH = /birth|born|b-?day|\bdob\b|_dob|dob_|^bdate|geburt|geboren|naiss|nacim|nascita|nascimento|geboorte/i

/**
 * The answers of a column's cells to the two questions. Where no cell shows which number is the day, the month comes
 * first, but the day where dots part them. Years of two digits lie ahead only in a column whose years are all within
 * ten years of the upload: dates of birth never, nor a column whose name says date of birth.
 * @param names of the column, and of what is made of it
 */
export function dateChoice(evidence: DateEvidence, names: readonly string[], uploadYear: number): DateChoice {
  const { dayFirst, monthFirst, either, dots, shortYears } = evidence
  const parts = dayFirst + monthFirst + either
  const near = (year: number) => Math.abs(((((year - uploadYear) % 100) + 150) % 100) - 50) <= AHEAD_YEARS
  return {
    dayFirst: dayFirst === monthFirst ? parts > 0 && dots === parts : dayFirst > monthFirst,
    ahead: shortYears.length > 0 && shortYears.every(near) && !names.some((name) => OF_BIRTH.test(name)),
  }
}

/**
 * How one file of a dataset is read: day and month as its own cells tell, else as those of all files do; years of two
 * digits as all files say.
 */
export const agreedChoice = (own: DateEvidence, ofOwn: DateChoice, ofAll: DateChoice): DateChoice => ({
  dayFirst: own.dayFirst === own.monthFirst ? ofAll.dayFirst : ofOwn.dayFirst,
  ahead: ofAll.ahead,
})

/** ISO 8601, as a configuration writes it. */
export const ISO_READING: DateReading = {
  ...dateReading(noEvidence(), {
    format: 'date_iso8601',
    choice: { dayFirst: false, ahead: false },
    lastModified: new Date(0),
    zone: 'UTC',
  }),
  spellings: declaredSpellings('date_iso8601').map((spelling) => ({ spelling, simpleOnly: false })),
  cast: true,
}

/** SQL of what is said of a cell that is not read: behind its text, in quotes. */
export function failingSql(cell: string, reading: DateReading, format: DateFormat | undefined): string {
  const plain = format ? `is not a ${format}` : `is not a ${readingName(reading)}`
  const known = KNOWN_FAULTS.map(
    ([pattern, sentence]) => `WHEN regexp_matches(${cell}, ${quoteText(pattern)})
    THEN ${quoteText(sentence)}`,
  )
  return format ? quoteText(plain) : `CASE ${known.join(' ')} ELSE ${quoteText(plain)} END`
}

/** Spellings that have no one reading, and why. */
const KNOWN_FAULTS = [
  ['^[0-9][.][0-9]+[eE][+]?[0-9]+$', 'is a number that a spreadsheet has shortened: its last digits are lost'],
  ['(?i) IST$', 'names the zone IST, which is one of India, of Israel and of Ireland'],
  ['^[0-9]{5,6}$', 'is a number that is not read as a date: say its format'],
  ['(?i)^[a-z]{3,9}[-/ ][0-9]{1,2}$|^[0-9]{1,2}[-/. ]+[a-z]{3,9}[.]?$', 'is a date without a year, or without a day'],
] as const

function readingName({ spellings, dayFirst }: DateReading): string {
  const parts = spellings.some(({ spelling }) => spelling.fields.includes('a'))
  return parts ? `${dayFirst ? 'day/month/year' : 'month/day/year'} date` : 'date'
}
