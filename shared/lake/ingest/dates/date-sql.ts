import { MONTH_WORDS } from '../../../engines/dates/words.ts'
import { quoteText, quoteTexts } from '../../../engines/sql/quote.ts'
import type { DateReading } from './reading.ts'
import { type Field, PLAIN, type Spelling } from './spellings.ts'
import { ZONE_MINUTES } from './zones.ts'

/**
 * SQL for the UTC timestamp that the text `x` writes, NULL when it writes none that the reading knows.
 * @param x a trimmed cell
 */
export function timestampSql(x: string, reading: DateReading): string {
  const cell = reading.odd ? plainSql(x) : x
  const branches = reading.spellings.flatMap(({ spelling, simpleOnly }) =>
    [spelling.simple, ...(simpleOnly && spelling.simple ? [] : [spelling])].flatMap((one) =>
      one ? [spellingSql(cell, { ...spelling, ...one }, reading)] : [],
    ),
  )
  if (reading.cast) branches.unshift(castSql(x))
  return branches.length ? `coalesce(${[...branches, 'NULL::TIMESTAMP'].join(', ')})` : 'NULL::TIMESTAMP'
}

/**
 * The cast is the fastest way to ISO 8601, and takes only what cannot be misunderstood: a year of four digits, and a time
 * without a zone or with Z. It would drop an offset without a word and read 03/05/23 as a day of the year 3. The cast to
 * TIMESTAMPTZ heeds offsets, but takes PST for the clock of Los Angeles, which has summer time, and behind a cell with the
 * name of a zone it takes the cells without one to be in that zone, too.
 */
const castSql = (x: string): string => {
  const is = (place: number, sign: string) => `substr(${x}, ${place}, 1) = '${sign}'`
  return `CASE WHEN ${is(5, '-')} AND (length(${x}) = 10 OR length(${x}) = 19 AND ${is(14, ':')}
    OR suffix(${x}, 'Z') AND substr(${x}, -2, 1) <= '9') THEN TRY_CAST(${x} AS TIMESTAMP) END`
}

/** The SQL of `plainDate`. */
export function plainSql(x: string): string {
  const without = (text: string, pattern: string, by: string) =>
    `regexp_replace(${text}, ${quoteText(pattern)}, ${quoteText(by)}, 'g')`
  return `strip_accents(trim(${without(without(without(x, PLAIN.dress, ''), PLAIN.invisible, ''), PLAIN.blanks, ' ')}))`
}

function spellingSql(x: string, spelling: Spelling, reading: DateReading): string {
  if (spelling.counts) return numberSql(x, spelling, spelling.counts)
  const pattern = quoteText(`(?i)^(?:${spelling.source})$`)
  // In a list of one, so that what was found has a name: the expression is looked at once.
  return `list_transform([regexp_extract(${x}, ${pattern}, ${quoteTexts(spelling.fields)})],
    lambda _r: ${instantSql(spelling.fields, reading)})[1]`
}

/** Where nothing was found all fields are '': no cast of it is a number, and the date is NULL. */
function instantSql(fields: readonly Field[], reading: DateReading): string {
  const has = (field: Field) => fields.includes(field)
  const int = (field: Field) => `TRY_CAST(_r.${field} AS BIGINT)`
  const part = (field: Field, absent: string) =>
    has(field) ? `CASE WHEN _r.${field} = '' THEN ${absent} ELSE ${int(field)} END` : absent
  const [first, second] = reading.dayFirst ? (['b', 'a'] as const) : (['a', 'b'] as const)
  const month = has('w') ? monthSql('_r.w') : has('a') ? int(first) : part('m', '1')
  const day = has('a') ? int(second) : part('d', '1')
  const date = `TRY(make_timestamp(${yearSql(int('y'), month, day, reading.latest)}, ${month}, ${day}, 0, 0, 0.0))`
  if (!has('h')) return date
  const hour = `CASE WHEN _r.h = '' THEN 0 ELSE ${has('p') ? twelveSql(int('h')) : int('h')} END`
  const minute = part('mi', '0')
  const second_ = part('s', '0')
  const fraction = has('f') ? `TRY_CAST(left(rpad(_r.f, 6, '0'), 6) AS BIGINT)` : '0'
  const clock = `CASE WHEN ${hour} < 24 AND ${minute} < 60 AND ${second_} <= 60 OR ${hour} = 24 AND ${minute} + ${second_} = 0
    THEN ((${hour} * 60 + ${minute}) * 60 + ${second_}) * 1000000 + ${fraction} END`
  return zonedSql(`(${date} + to_microseconds(${clock}))`, has, reading.zone)
}

/** Of a year of two digits the latest that is no later than the reading allows. */
const yearSql = (year: string, month: string, day: string, latest: number): string =>
  `CASE WHEN length(_r.y) = 4 THEN ${year}
    WHEN (2000 + ${year}) * 10000 + ${month} * 100 + ${day} <= ${latest} THEN 2000 + ${year} ELSE 1900 + ${year} END`

/** `22:10 PM` is 22:10: the clock has 24 hours, and PM says nothing new. */
const twelveSql = (hour: string): string =>
  `CASE WHEN _r.p = '' THEN ${hour} WHEN lower(_r.p) = 'a' THEN CASE WHEN ${hour} <= 12 THEN ${hour} % 12 END
    WHEN ${hour} < 12 THEN ${hour} + 12 ELSE ${hour} END`

/** The number of a month's name: the two digits behind it in a text of all names. NULL for any other word. */
function monthSql(word: string): string {
  const text = MONTH_WORDS.flatMap((words, i) =>
    words.map((name) => `|${name}=${String(i + 1).padStart(2, '0')}`),
  ).join('')
  const all = quoteText(text)
  const found = `instr(${all}, '|' || lower(${word}) || '=')`
  return `CASE WHEN ${found} > 0 THEN TRY_CAST(substr(${all}, ${found} + length(${word}) + 2, 2) AS BIGINT) END`
}

/**
 * A time on the clock of the zone that the cell names, else of the dataset's; a day without a time is a day anywhere.
 */
function zonedSql(t: string, has: (field: Field) => boolean, zone: string): string {
  const offsets = (['o', 'oo'] as const).filter(has)
  const named = has('z')
    ? `WHEN _r.z <> '' THEN ${t} - to_minutes(CASE lower(_r.z) ${Object.entries(ZONE_MINUTES)
        .map(([name, minutes]) => `WHEN ${quoteText(name)} THEN ${minutes}`)
        .join(' ')} END)`
    : ''
  const offset = offsets.map((field) => `WHEN _r.${field} <> '' THEN ${t} - to_minutes(${offsetSql(`_r.${field}`)})`)
  const place = has('i')
    ? `WHEN _r.i <> '' THEN make_timestamp(epoch_us(TRY(TRY_CAST(${t}::VARCHAR || ' ' || _r.i AS TIMESTAMPTZ))))`
    : ''
  const own = [...offset, named, place].filter(Boolean)
  const local =
    zone === 'UTC'
      ? t
      : `CASE WHEN _r.h = '' THEN ${t} ELSE make_timestamp(epoch_us(timezone(${quoteText(zone)}, ${t}))) END`
  return own.length ? `CASE ${own.join(' ')} ELSE ${local} END` : local
}

/** Minutes of `+1`, `-05`, `-0500`, `+05:30`, `+053015`. */
function offsetSql(offset: string): string {
  const digits = `replace(substr(${offset}, 2), ':', '')`
  const hours = `TRY_CAST(CASE WHEN length(${digits}) % 2 = 1 THEN left(${digits}, 1) ELSE left(${digits}, 2) END AS BIGINT)`
  const minutes = `CASE WHEN length(${digits}) > 2
    THEN TRY_CAST(substr(${digits}, CASE WHEN length(${digits}) % 2 = 1 THEN 2 ELSE 3 END, 2) AS BIGINT) ELSE 0 END`
  return `CASE WHEN ${hours} <= 18 AND ${minutes} < 60
    THEN (${hours} * 60 + ${minutes}) * CASE WHEN left(${offset}, 1) = '-' THEN -1 ELSE 1 END END`
}

/** Days are counted from 1899-12-30, as spreadsheets do, and mean a second: 0.432303240742 of one is 10:22:31. */
function numberSql(x: string, { source }: Spelling, counts: NonNullable<Spelling['counts']>): string {
  const micros = {
    seconds: `TRY_CAST(TRY_CAST(${x} AS DOUBLE) * 1e6 AS BIGINT)`,
    milliseconds: `TRY_CAST(TRY_CAST(${x} AS DOUBLE) * 1e3 AS BIGINT)`,
    microseconds: `TRY_CAST(TRY_CAST(${x} AS DECIMAL(18, 1)) AS BIGINT)`,
    nanoseconds: `TRY_CAST(${x} AS BIGINT) // 1000`,
    days: `TRY_CAST(round((TRY_CAST(${x} AS DOUBLE) - 25569) * 86400000) * 1000 AS BIGINT)`,
  }[counts]
  return `CASE WHEN regexp_full_match(${x}, ${quoteText(source)}) THEN make_timestamp(${micros}) END`
}
