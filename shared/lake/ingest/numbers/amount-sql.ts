import {
  AMOUNT,
  type DecimalMark,
  FIGURES,
  NAMED_CHARACTERS,
  NO_AMOUNT,
  PARTS,
  TRANSLATED,
} from '../../../engines/amounts/amount.ts'
import { quoteText } from '../../../engines/sql/quote.ts'

const is = (x: string, source: string) => `regexp_full_match(${x}, ${quoteText(source)})`

/** Characters that HTML writes by number or name; only texts with an ampersand pay for it. */
const decodedSql = (x: string): string => `CASE WHEN contains(${x}, '&') THEN array_to_string(list_transform(
  regexp_extract_all(${x}, '&#?[0-9A-Za-z]{1,8};|[^&]+|&'), lambda _e: CASE
    WHEN ${is('_e', '&#[0-9]{1,6};')} THEN chr(TRY_CAST(_e[3:-2] AS INTEGER))
    WHEN ${is('_e', '&#[xX][0-9A-Fa-f]{1,5};')} THEN chr(TRY_CAST('0x' || _e[4:-2] AS INTEGER))
    ${Object.entries(NAMED_CHARACTERS)
      .map(([name, character]) => `WHEN _e = '&${name};' THEN ${quoteText(character)}`)
      .join(' ')}
    ELSE _e END), '') ELSE ${x} END`

/** The same decisions as numeralOf, on the figures `c` of an amount. */
function numeralSql(c: string, mark: DecimalMark): string {
  const withoutCommas = `replace(${c}, ',', '')`
  const withoutDots = `replace(replace(${c}, '.', ''), ',', '.')`
  const asDecimal = `replace(${c}, ',', '.')`
  return `CASE WHEN ${is(c, FIGURES.digits)} THEN ${c}
    WHEN ${is(c, FIGURES.blanks)} THEN replace(replace(replace(${c}, ' ', ''), '''', ''), ',', '.')
    WHEN ${is(c, FIGURES.open)} THEN ${mark === '.' ? withoutCommas : withoutDots}
    WHEN ${is(c, FIGURES.commas)} THEN ${withoutCommas}
    WHEN ${is(c, FIGURES.dots)} THEN ${withoutDots}
    WHEN ${is(c, FIGURES.none)} THEN ${asDecimal} END`
}

/** SQL for an amount, dressed as people dress it, as a number is written in programs; NULL for a text that is none. */
export function amountSql(x: string, mark: DecimalMark): string {
  const has = (source: string) => `regexp_matches(_t, ${quoteText(source)})`
  const part = (source: string) => `regexp_extract(_t, ${quoteText(source)})`
  // Only texts with such characters pay for them: DuckDB's translate costs ten times all the rest.
  const plain = `CASE WHEN regexp_matches(${x}, ${quoteText(TRANSLATED.any)})
    THEN translate(${decodedSql(x)}, ${quoteText(TRANSLATED.from)}, ${quoteText(TRANSLATED.to)}) ELSE ${x} END`
  const figures = `CASE WHEN ${has(PARTS.markFirst)} THEN ${part(PARTS.fromMark)} ELSE ${part(PARTS.figures)} END`
  return `list_transform([${plain}], lambda _t: CASE
    WHEN NOT ${has(AMOUNT)} THEN CASE WHEN ${has(NO_AMOUNT)} THEN '0' END
    WHEN contains(_t, '(') <> contains(_t, ')') OR ${has(PARTS.thing)} THEN NULL
    ELSE CASE WHEN ${has(PARTS.negative)} THEN '-' ELSE '' END ||
      list_transform([${figures}], lambda _c: ${numeralSql('_c', mark)})[1] END)[1]`
}

/** Amounts with the sign of a great currency and figures in groups of three: most of what is dressed at all. */
const PLAIN_MONEY: Record<DecimalMark, string> = {
  '.': '[-+]?[$€£¥]? ?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:[.][0-9]+)? ?[$€£¥]?',
  ',': '[-+]?[$€£¥]? ?(?:[1-9][0-9]{0,2}(?:[.][0-9]{3})+|[0-9]+)(?:,[0-9]+)? ?[$€£¥]?',
}

/** SQL for a text as a number of a type; `mark` decides only where a text could be read both ways. */
export function castSql(x: string, type: string, mark: DecimalMark): string {
  const cast = (text: string) => `TRY_CAST(${text} AS ${type})`
  // Figures of programs are cast as they are, which costs a fiftieth: but 1.234 is none where commas are decimal.
  const asIs = mark === '.' ? cast(x) : `CASE WHEN NOT ${is(x, `[-+]?${FIGURES.open}`)} THEN ${cast(x)} END`
  const bare = [...'$€£¥ '].reduce((text, sign) => `replace(${text}, '${sign}', '')`, x)
  const numeral = mark === '.' ? `replace(${bare}, ',', '')` : `replace(replace(${bare}, '.', ''), ',', '.')`
  return `coalesce(${asIs}, CASE WHEN ${is(x, PLAIN_MONEY[mark])} THEN ${cast(numeral)} ELSE ${cast(amountSql(x, mark))} END)`
}
