import { quoteText } from '../../../engines/sql/quote.ts'
import { saysNothing, saysNothingSql } from '../formats.ts'

/**
 * A time that stands in two or three columns: its date, its time of day, and where there is a third its zone. Exports add
 * to each what they do not know: midnight to the date, a day to the time (1899-12-30 10:22, 0 days 10:22), nothing between
 * hour and minute (1022). Spreadsheets write both as numbers.
 */
const RULES = {
  midnight: '(?i)[T ]+(?:0?0:00(?::00(?:[.]0+)?)?|12:00(?::00)? ?AM)Z?$',
  day: '^(?:[0-9]+ days? |[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}[T ]+)',
  digits: '^([0-9]{1,2})([0-9]{2})$',
  moreDigits: '^([0-9]{1,2})([0-9]{2})([0-9]{2})$',
  serial: '^([0-9]{5})(?:[.]0*)?$',
  part: '^0?[.]([0-9]+)$',
}

const expression = (rule: keyof typeof RULES) =>
  new RegExp(RULES[rule].replace('(?i)', ''), RULES[rule].startsWith('(?i)') ? 'i' : '')
const js = Object.fromEntries(
  Object.keys(RULES).map((rule) => [rule, expression(rule as keyof typeof RULES)]),
) as unknown as Record<keyof typeof RULES, RegExp>

/** The one text of the trimmed cells; '' without a date. */
export function joinedDate([date = '', time = '', ...zone]: readonly string[]): string {
  if (date === '' || saysNothing(date)) return ''
  if (time === '' || saysNothing(time)) return date
  const part = js.part.exec(time)
  if (part && js.serial.test(date)) return `${date.slice(0, 5)}.${part[1]}`
  const clock = time.replace(js.day, '').replace(js.moreDigits, '$1:$2:$3').replace(js.digits, '$1:$2')
  return [date.replace(js.midnight, ''), clock, ...zone.filter((cell) => cell !== '')].join(' ')
}

/** The same in SQL, of the trimmed cells, which are NULL where blank. */
export function joinedDateSql([date, time, ...zone]: readonly string[]): string {
  const replaced = (x: string, rule: keyof typeof RULES, by: string) =>
    `regexp_replace(${x}, ${quoteText(RULES[rule])}, ${quoteText(by)})`
  const clock = replaced(replaced(replaced(time!, 'day', ''), 'moreDigits', '\\1:\\2:\\3'), 'digits', '\\1:\\2')
  const both = `regexp_matches(${time}, ${quoteText(RULES.part)}) AND regexp_matches(${date}, ${quoteText(RULES.serial)})`
  return `CASE WHEN ${date} IS NULL OR ${saysNothingSql(date!)} THEN NULL
    WHEN ${time} IS NULL OR ${saysNothingSql(time!)} THEN ${date}
    WHEN ${both} THEN left(${date}, 5) || '.' || regexp_extract(${time}, ${quoteText(RULES.part)}, 1)
    ELSE concat_ws(' ', ${[replaced(date!, 'midnight', ''), clock, ...zone].join(', ')}) END`
}
