import { CURRENCY_CODES, CURRENCY_SIGNS } from './currencies.ts'

/** The mark between an amount's whole part and its decimals. */
export type DecimalMark = '.' | ','

/**
 * Characters that stand for another in amounts: minus signs, blanks and apostrophes of all kinds, figures of full width,
 * the marks of Arabic. Invisible marks of direction are left out.
 */
const ALIKE: [from: string, to: string][] = [
  ...[...'\u2212\u2010\u2011\u2012\u2013\u2014\uff0d\ufe63'].map((c): [string, string] => [c, '-']),
  ...[...'\u00a0\u202f\u2009\u2007\u2002\u2003\u2005\u2006\u2008\u3000\t'].map((c): [string, string] => [c, ' ']),
  ...[...'\u2019\u2018\u02bc\u00b4`\u2032'].map((c): [string, string] => [c, "'"]),
  ...[...'0123456789'].flatMap((c, i): [string, string][] =>
    [0xff10, 0x0660, 0x06f0].map((zero) => [String.fromCodePoint(zero + i), c]),
  ),
  ...([
    ['\uff0c', ','],
    ['\uff0e', '.'],
    ['\u066b', '.'],
    ['\u066c', ','],
    ['\uff04', '$'],
    ['\uffe0', '¢'],
  ] as [string, string][]),
]

const INVISIBLE = '\u200e\u200f\u061c\u200b\ufeff'

/** The two arguments of SQL's `translate` that put one character for all that look like it. */
export const TRANSLATED = {
  /** Tells texts that have such a character. */
  any: `[&${ALIKE.map(([from]) => from).join('')}${INVISIBLE}]`,
  from: ALIKE.map(([from]) => from).join('') + INVISIBLE,
  to: ALIKE.map(([, to]) => to).join(''),
}
const alike = new Map(ALIKE)
const odd = new RegExp(TRANSLATED.any, 'u')

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
/** A single letter stands before the amount only: behind it 5K is five thousand, and 5M five million. */
const isLetter = (sign: string) => /^[A-Za-z]$/.test(sign)
const longestFirst = (signs: readonly string[]) => [...signs].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
const code = `(?i:${CURRENCY_CODES.join('|')})`
/** Signs of Unicode, with letters that tell whose: CA$, $US, E£. */
const anySign = '[A-Za-z]{0,3}\\p{Sc}(?: ?[A-Z]{1,3})?'
const before = `(?:${code}|${anySign}|${longestFirst(CURRENCY_SIGNS).map(escaped).join('|')})`
const behind = `(?:${code}|${anySign}|${longestFirst(CURRENCY_SIGNS.filter((sign) => !isLetter(sign)))
  .map(escaped)
  .join('|')})`

/**
 * Amounts, as expressions for JavaScript and for RE2 on texts with TRANSLATED applied. They capture nothing: RE2 is fifty
 * times faster so. A mark and dashes in place of decimals (12,– and 12.--) say that there are none.
 */
export const AMOUNT = `^ *[-+(]? *(?:${before} *){0,2}[-+(]{0,2} *(?:[0-9](?:[0-9.,' ]*[0-9])?|[.,][0-9]+)(?:[.,]-{0,2})? *[-+)]? *(?:${behind} *){0,2}[-+)]{0,2} *$`

/** Parts of a text that is an amount. */
export const PARTS = {
  /** The figures begin with a mark, which is no part of a sign like Rs. */
  markFirst: '^(?:[^0-9]*[^0-9\\p{L}\\p{M}.,/])?[.,][0-9]',
  fromMark: '[.,][0-9]+',
  figures: "[0-9](?:[0-9.,' ]*[0-9])?",
  negative: '^[^0-9]*[-(]|[0-9](?:[^0-9.,-][^0-9-]*)?-',
  /** R2 and Q1 are names of things; R 2 and R2.50 are amounts. */
  thing: '^[-+( ]*[A-Za-z][-+(]*[0-9]+[^0-9.,]*$',
}

/** Nothing, as the accounting format of spreadsheets writes it: a currency and a dash. */
export const NO_AMOUNT = `^[ (]*(?:(?:${before} *){1,2}-{1,2}|-{1,2} *(?:${behind} *){1,2})[ )]*$`

/** The ways in which figures are grouped, as expressions for JavaScript and for RE2; whole texts. */
export const FIGURES = {
  digits: '[0-9]+',
  /** One mark before three figures: the column says what it is. */
  open: '[1-9][0-9]{0,2}[.,][0-9]{3}',
  blanks: "[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,][0-9]+)?",
  /** By thousands, or by lakh and crore. */
  commas: '(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3})(?:[.][0-9]*)?',
  dots: '[1-9][0-9]{0,2}(?:[.][0-9]{3})+(?:,[0-9]*)?',
  none: '[0-9]*[.,][0-9]+',
}

const whole = (source: string) => new RegExp(`^(?:${source})$`)
const figures = Object.fromEntries(Object.entries(FIGURES).map(([name, source]) => [name, whole(source)])) as Record<
  keyof typeof FIGURES,
  RegExp
>
const amount = new RegExp(AMOUNT, 'u')
const parts = Object.fromEntries(
  Object.entries(PARTS).map(([name, source]) => [name, new RegExp(source, 'u')]),
) as Record<keyof typeof PARTS, RegExp>
const noAmount = new RegExp(NO_AMOUNT, 'u')
const NAMED: Record<string, string> = {
  ...{ nbsp: ' ', thinsp: ' ', ensp: ' ', emsp: ' ', minus: '-', ndash: '-', mdash: '-', apos: "'", rsquo: "'" },
  ...{ euro: '€', pound: '£', yen: '¥', cent: '¢', dollar: '$', fnof: 'ƒ', comma: ',', period: '.' },
}
/** Characters by name, as HTML writes them. */
export const NAMED_CHARACTERS: Readonly<Record<string, string>> = NAMED

/** A text without entities of HTML, with one character for all that look alike. */
export function plainText(text: string): string {
  if (!odd.test(text)) return text
  const decoded = text.includes('&')
    ? text.replaceAll(/&(?:#(\d{1,6})|#[xX]([0-9a-fA-F]{1,5})|([a-z]{2,8}));/g, (all, decimal, hex, name) =>
        name ? (NAMED[name] ?? all) : String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16)),
      )
    : text
  let plain = ''
  for (const c of decoded) if (!INVISIBLE.includes(c)) plain += alike.get(c) ?? c
  return plain
}

/** The figures of an amount, and whether it is negative; undefined for a text that is none. */
export interface Amount {
  figures: string
  negative: boolean
}

export function amountOf(text: string): Amount | undefined {
  const plain = plainText(text)
  if (!amount.test(plain)) return noAmount.test(plain) ? { figures: '0', negative: false } : undefined
  if (plain.includes('(') !== plain.includes(')') || parts.thing.test(plain)) return undefined
  const [own = ''] = (parts.markFirst.test(plain) ? parts.fromMark : parts.figures).exec(plain) ?? []
  return { figures: own, negative: parts.negative.test(plain) }
}

/** The column's decimal mark by an amount's figures: one, `open` where they could be read both ways, or nothing. */
export function markOf(own: string): DecimalMark | 'open' | undefined {
  if (figures.digits.test(own)) return undefined
  if (figures.open.test(own)) return 'open'
  if (figures.blanks.test(own)) return own.includes('.') ? '.' : own.includes(',') ? ',' : undefined
  if (figures.commas.test(own)) return '.'
  if (figures.dots.test(own)) return ','
  return own.includes(',') ? ',' : '.'
}

/** Figures as a number is written in programs; undefined where they are grouped as no number is. */
export function numeralOf(own: string, mark: DecimalMark): string | undefined {
  if (figures.digits.test(own)) return own
  if (figures.blanks.test(own)) return own.replaceAll(/[ ']/g, '').replace(',', '.')
  const isOpen = figures.open.test(own)
  if (isOpen ? mark === '.' && own.includes(',') : figures.commas.test(own)) return own.replaceAll(',', '')
  if (isOpen ? mark === ',' && own.includes('.') : figures.dots.test(own))
    return own.replaceAll('.', '').replace(',', '.')
  return figures.none.test(own) ? own.replace(',', '.') : undefined
}
