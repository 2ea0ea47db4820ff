import { DATE_PATTERNS, type DateFormat, type PatternFormat, saysNothing } from './formats.ts'

/** What the cells of one column are, judged from a sample. `format` for dates: how they are written. */
export type ColumnType = { type: 'text' | 'number' | 'boolean'; whole?: boolean } | { type: 'date'; format: DateFormat }

/** The first row from this one on that is looked at: the first thousand are, and every 64th from there on. */
export const nextSampled = (rowNumber: number): number =>
  rowNumber <= 1000 ? rowNumber : Math.ceil(rowNumber / 64) * 64

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i
const DECORATED =
  /^\(?[-+]?\s*(?:[$€£¥]|usd|eur|gbp)?\s*[-+]?(\d{1,3}([ ,.']\d{3})+|\d+)([.,]\d+)?\s*(?:[$€£¥]|usd|eur|gbp)?\)?$/i
const BOOLEAN = /^(true|t|yes|y|false|f|no|n)$/i
const TIME = String.raw`([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AP]M| ?Z| ?[-+]\d{2}:?\d{2}| UTC)?)?`
const ISO = new RegExp(String.raw`^\d{4}-\d{1,2}-\d{1,2}${TIME}$`, 'i')
const YEAR_FIRST = new RegExp(String.raw`^\d{4}/\d{1,2}/\d{1,2}${TIME}$`, 'i')
const PARTS = new RegExp(String.raw`^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})${TIME}$`, 'i')
const BY_NAME = new RegExp(
  String.raw`^([a-z]{3,9} \d{1,2},? \d{4}|\d{1,2}[ -][a-z]{3,9}[ -](\d{4}|\d{2}))${TIME}$`,
  'i',
)

interface Counts {
  filled: number
  numbers: number
  whole: number
  leadingZero: number
  booleans: number
  iso: number
  yearFirst: number
  byName: number
  /** Dates in parts: which orders are possible, how often each separator and year length was seen. */
  parts: number
  monthFirst: number
  dayFirst: number
  dots: number
  dashes: number
  shortYear: number
  digits: Map<number, number>
}

/** Collects a sample of rows, then says what each column is. */
export class ColumnProfile {
  #counts: Counts[] = []

  see(cells: readonly string[]): void {
    cells.forEach((cell, c) => {
      this.#counts[c] ??= noCounts()
      const counts = this.#counts[c]
      const value = cell.trim()
      if (value === '' || saysNothing(value)) return
      count(counts, value)
    })
  }

  type(c: number): ColumnType {
    const counts = this.#counts[c]
    if (!counts || counts.filled === 0) return { type: 'text' }
    const all = (n: number) => n === counts.filled
    if (all(counts.numbers) && counts.leadingZero === 0) return { type: 'number', whole: all(counts.whole) }
    if (all(counts.booleans)) return { type: 'boolean' }
    const format = dateFormat(counts)
    return format ? { type: 'date', format } : { type: 'text' }
  }

  /** For a column that is known to hold times: digits alone can be dates too. ISO 8601 when nothing fits. */
  timeFormat(c: number): DateFormat {
    const counts = this.#counts[c]
    if (!counts || counts.filled === 0) return 'date_iso8601'
    const most = [...counts.digits].sort((a, b) => b[1] - a[1])[0]
    if (most && most[1] * 2 > counts.filled) {
      const [length] = most
      if (length === 13) return 'date_milliseconds_since_epoch_utc'
      if (length === 9 || length === 10) return 'date_seconds_since_epoch_utc'
      if (length === 6) return 'yyyymm'
    }
    return dateFormat(counts, 0.5) ?? 'date_iso8601'
  }
}

function count(counts: Counts, value: string): void {
  counts.filled++
  // Numbers and dates have digits: most cells of a file are told to be text by this alone.
  if (!/\d/.test(value)) {
    if (BOOLEAN.test(value)) counts.booleans++
    return
  }
  if (NUMBER.test(value)) {
    counts.numbers++
    const digits = /^\d+$/.test(value)
    if (digits || /^-?\d+$/.test(value)) counts.whole++
    // 02134 is a postcode and 4111111111111111 a card: numbers would lose a zero, or digits.
    if (/^0\d/.test(value) || (digits && value.length > 15)) counts.leadingZero++
    if (digits) counts.digits.set(value.length, (counts.digits.get(value.length) ?? 0) + 1)
  } else if (DECORATED.test(value)) counts.numbers++
  if (ISO.test(value)) counts.iso++
  else if (YEAR_FIRST.test(value)) counts.yearFirst++
  else if (BY_NAME.test(value)) counts.byName++
  else {
    const parts = PARTS.exec(value)
    if (!parts) return
    counts.parts++
    if (Number(parts[1]) <= 12) counts.monthFirst++
    if (Number(parts[3]) <= 12) counts.dayFirst++
    if (parts[2] === '.') counts.dots++
    if (parts[2] === '-') counts.dashes++
    if (parts[4]!.length === 2) counts.shortYear++
  }
}

/** The order that all (or a share) of the values can have. Where both fit: months first, but days first with dots. */
function dateFormat(counts: Counts, share = 1): DateFormat | undefined {
  const enough = (n: number) => n > 0 && n >= counts.filled * share
  if (enough(counts.iso)) return 'date_iso8601'
  if (enough(counts.yearFirst)) return 'yyyy_mm_dd_slash'
  if (enough(counts.byName)) return 'month_by_name'
  if (!enough(counts.parts)) return undefined
  const short = counts.shortYear * 2 > counts.parts
  const dayFirst = counts.dots === counts.parts || counts.monthFirst < counts.dayFirst
  if (dayFirst) return short ? 'day_first_shortyear' : 'day_first'
  return short ? 'date_month_day_shortyear' : 'date_month_day_fullyear'
}

function noCounts(): Counts {
  const zero = { filled: 0, numbers: 0, whole: 0, leadingZero: 0, booleans: 0, iso: 0, yearFirst: 0, byName: 0 }
  return { ...zero, parts: 0, monthFirst: 0, dayFirst: 0, dots: 0, dashes: 0, shortYear: 0, digits: new Map() }
}

/** Names of formats as sentences tell them; detected ones have plain words. */
export function formatName(format: DateFormat): string {
  const detected: Partial<Record<PatternFormat, string>> = {
    day_first: 'day/month/year date',
    day_first_shortyear: 'day/month/year date',
    month_by_name: 'date with the month as a word',
  }
  return format in DATE_PATTERNS ? (detected[format as PatternFormat] ?? format) : format
}
