import {
  BLOCKED_EMAILS,
  BLOCKED_HASHES,
  BLOCKED_IDS,
  BLOCKED_MAILBOXES,
  BLOCKED_PHONES,
  BLOCKED_VALUES,
} from './blocked.ts'
import * as pattern from './patterns.ts'
import {
  COMPASS,
  DIGRAPHS,
  EDGE_SPACE,
  GENERATION_SPELLINGS,
  LETTERS_FROM,
  LETTERS_TO,
  STATES,
  VANISHING,
} from './spelling.ts'

/**
 * From a value as somebody typed it to the canonical value that identity resolution compares, as DuckDB expressions,
 * because a million rows are normalised where they are read. Every builder takes an SQL expression of type VARCHAR (a
 * column already quoted) and gives an expression of type VARCHAR that is NULL where the value is absent, implausible or
 * blocked. Tests hold them against examples and against the same rules in TypeScript (normalize.ts).
 * The texts below are constants of ours: no customer's text ever enters these expressions.
 */
type Sql = string

const text = (value: string): Sql => `'${value.replaceAll("'", "''")}'`
const list = (values: readonly string[]): Sql => `(${values.map(text).join(', ')})`

/** Computes `value` once and uses it by name: DuckDB's optimiser shares no sub-expressions between CASE branches. */
const using = (name: string, value: Sql, body: Sql): Sql => `list_transform([${value}], lambda ${name}: ${body})[1]`

/** A column costs nothing to name again; any other expression is computed once. */
const once = (e: Sql, body: (value: Sql) => Sql): Sql =>
  /^(\w+\.)?("[^"]*"|\w+)$/.test(e) ? body(e) : using('_once', e, body('_once'))

/** Both ends of most values are visible ASCII: telling so costs a fifth of trimming against the whole list. */
const trimmed = (e: Sql): Sql =>
  `CASE WHEN ord(${e}) BETWEEN 33 AND 126 AND ord(right(${e}, 1)) BETWEEN 33 AND 126 THEN ${e} ELSE trim(${e}, ${text(EDGE_SPACE)}) END`
const isAscii = (e: Sql): Sql => `strlen(${e}) = length(${e})`
const matches = (e: Sql, whole: string): Sql => `regexp_full_match(${e}, ${text(whole)})`
const onlyDigits = (e: Sql): Sql => matches(e, '[0-9]+')

/** Lower case, no accents, ASCII quotes, dashes and spaces. The plain ASCII path costs a tenth of the other. */
function folded(e: Sql): Sql {
  const plain = `translate(lower(strip_accents(replace(${e}, chr(0), ''))), ${text(LETTERS_FROM)}, ${text(LETTERS_TO)})`
  const latin = DIGRAPHS.reduce((sql, [from, to]) => `replace(${sql}, ${text(from)}, ${text(to)})`, plain)
  return `CASE WHEN ${isAscii(e)} THEN lower(${e}) ELSE ${latin} END`
}

/** E-mail address, lower-cased; the plus part stays (it is removed only for the hash). Most take the first branch. */
export function canonicalEmailSql(e: Sql): Sql {
  const blocked = (email: Sql) => `regexp_matches(${email}, ${text(pattern.BLOCKED_PLAIN_EMAIL)})`
  return once(
    e,
    (email) => `CASE WHEN ${matches(email, pattern.PLAIN_EMAIL)} AND strlen(${email}) <= 254
      THEN CASE WHEN NOT ${blocked(`lower(${email})`)} THEN lower(${email}) END ELSE ${anyEmail(email)} END`,
  )
}

function anyEmail(e: Sql): Sql {
  return using(
    '_email',
    once(e, (value) => `lower(${trimmed(value)})`),
    `CASE WHEN length(_email) <= 254 AND regexp_full_match(_email, ${text(pattern.PLAUSIBLE_EMAIL)})
      AND split_part(_email, '@', 1) NOT IN ${list(BLOCKED_MAILBOXES)} AND _email NOT IN ${list(BLOCKED_EMAILS)}
      THEN _email END`,
  )
}

/** A hash as the customer gives it: 64 hexadecimal digits, lower-cased. */
export function canonicalEmailHashSql(e: Sql): Sql {
  return using(
    '_hash',
    once(e, (value) => `lower(${trimmed(value)})`),
    `CASE WHEN regexp_full_match(_hash, ${text(pattern.SHA256_HEX)}) AND _hash NOT IN ${list(BLOCKED_HASHES)} THEN _hash END`,
  )
}

/** The hash that meets canonicalEmailHashSql, from a canonical e-mail: SHA-256 of the address without its plus part. */
export function emailHashOfEmailSql(canonicalEmail: Sql): Sql {
  const bare = `regexp_replace(${canonicalEmail}, ${text(pattern.PLUS_PART)}, '\\1@')`
  return `sha256(CASE WHEN contains(${canonicalEmail}, '+') THEN ${bare} ELSE ${canonicalEmail} END)`
}

const CREDIBLE_NUMBER = `CASE WHEN _d NOT IN ${list(BLOCKED_PHONES)} AND NOT regexp_matches(_d, ${text(pattern.ONE_DIGIT_REPEATED)}) THEN _d END`

/** Phone: E.164 where the country is known (+ or 00, or ten NANP digits), else the national digits; `;ext=` if any. */
export function canonicalPhoneSql(e: Sql): Sql {
  const dialled = `CASE
    WHEN starts_with(_n, '+') THEN CASE WHEN length(_n) BETWEEN 8 AND 16 THEN regexp_replace(_n, ${text(pattern.TRUNK_ZERO)}, '+\\1') END
    WHEN starts_with(_n, '00') AND length(_n) BETWEEN 11 AND 17 THEN regexp_replace('+' || substr(_n, 3), ${text(pattern.TRUNK_ZERO)}, '+\\1')
    WHEN length(_n) = 10 AND _n >= '2' THEN '+1' || _n
    WHEN length(_n) = 11 AND starts_with(_n, '1') THEN '+' || _n
    WHEN length(_n) BETWEEN 8 AND 15 THEN _n END`
  const number = using('_d', dialled, CREDIBLE_NUMBER)
  const dial = (n: Sql): Sql => using('_n', n, number)
  // Most numbers are North American ones as they are usually written: these need no more than their digits.
  // One digit seven times over, in these twelve characters: the last seven are the same when moved on by one.
  const american = (e: Sql) =>
    using(
      '_d',
      `regexp_replace(${e}, ${text(pattern.NANP)}, '+1\\1\\2\\3')`,
      `CASE WHEN _d NOT IN ${list(BLOCKED_PHONES)} AND substr(_d, 6, 6) <> right(_d, 6) THEN _d END`,
    )
  const any = (e: Sql) =>
    using(
      '_phone',
      phoneCharacters(e),
      `CASE WHEN ${matches('_phone', pattern.PHONE_DIGITS)} THEN ${dial('_phone')}
      WHEN regexp_matches(_phone, ${text(pattern.PHONE_WITH_EXTENSION)})
      THEN ${dial(`regexp_extract(_phone, ${text(pattern.PHONE_WITH_EXTENSION)}, 1)`)}
        || ';ext=' || regexp_extract(_phone, ${text(pattern.PHONE_WITH_EXTENSION)}, 2) END`,
    )
  return once(e, (phone) => `CASE WHEN ${matches(phone, pattern.NANP)} THEN ${american(phone)} ELSE ${any(phone)} END`)
}

/** Without punctuation, without the (0) that stands for a trunk zero, without the ".0" of a number read as a float. */
function phoneCharacters(e: Sql): Sql {
  const bare = `CASE WHEN ends_with(_raw, '.0') THEN left(_raw, -2) WHEN contains(_raw, '(0)') AND (starts_with(_raw, '+') OR starts_with(_raw, '00'))
    THEN replace(_raw, '(0)', '') ELSE _raw END`
  const stripped = `translate(${bare}, ${text(' ()-./\t\u00a0\u2013\u2011')}, '')`
  return using(
    '_raw',
    once(e, (value) => `lower(${trimmed(value)})`),
    `CASE WHEN ${matches('_raw', pattern.PHONE_DIGITS)} THEN _raw ELSE ${stripped} END`,
  )
}

/** An id of the customer's own (user_id, anonymous_id, external): trimmed, case kept, "17850.0" read as 17850. */
export function canonicalExternalSql(e: Sql): Sql {
  const whole = `CASE WHEN ends_with(_id, '.0') AND length(_id) > 2 AND ${onlyDigits('left(_id, -2)')} THEN left(_id, -2) ELSE _id END`
  return using(
    '_id',
    once(e, trimmed),
    using(
      '_x',
      whole,
      `CASE WHEN NOT ${matches('_x', pattern.EMPTY_ID)} AND lower(_x) NOT IN ${list([...BLOCKED_VALUES, ...BLOCKED_IDS])} THEN _x END`,
    ),
  )
}

const isGiven = (e: Sql): Sql => `lower(${trimmed(e)}) NOT IN ${list(BLOCKED_VALUES)}`

/** O'Brien = OBrien, St. = St */
const withoutVanishing = (e: Sql): Sql => VANISHING.reduce((sql, c) => `replace(${sql}, ${text(c)}, '')`, e)

/** A name for comparison by namesAgree: lower case, no accents, words parted by single spaces. */
export function canonicalNameSql(e: Sql): Sql {
  const words = `trim(regexp_replace(${withoutVanishing('_f')}, ${text(pattern.WORD_GAPS)}, ' ', 'g'))`
  const usual = `CASE WHEN ${matches('_f', pattern.PLAIN_WORDS)} THEN _f ELSE nullif(${words}, '') END`
  const any = (name: Sql) => `CASE WHEN ${isGiven(name)} THEN ${using('_f', folded(name), usual)} END`
  return once(
    e,
    (name) => `CASE WHEN ${matches(name, pattern.PLAIN_WORDS_ANY_CASE)}
      THEN CASE WHEN lower(${name}) NOT IN ${list(BLOCKED_VALUES)} THEN lower(${name}) END ELSE ${any(name)} END`,
  )
}

const insensitive = (p: string): Sql => text(`(?i)${p}`)

/** A first or last name, for comparison, without the Sr or Jr that stands after it. Hardly any has a space in it. */
export function canonicalPersonNameSql(e: Sql): Sql {
  const bare = (name: Sql) => `regexp_replace(${name}, ${insensitive(pattern.GENERATION_AFTER)}, '')`
  return once(
    e,
    (name) =>
      `CASE WHEN contains(${name}, ' ') THEN ${canonicalNameSql(bare(name))} ELSE ${canonicalNameSql(name)} END`,
  )
}

/** Sr, Jr, II … of a full name, or of a first or last name, as one of GENERATIONS; NULL without. */
export function generationSql(e: Sql): Sql {
  const spellings = Object.entries(GENERATION_SPELLINGS).map(([from, to]) => `WHEN ${text(from)} THEN ${text(to)}`)
  const found = (name: Sql, group: number) => `regexp_extract(${name}, ${insensitive(pattern.GENERATION)}, ${group})`
  return once(
    e,
    (name) => `CASE WHEN regexp_matches(${name}, ${insensitive(pattern.GENERATION)})
      THEN ${using('_g', `lower(${found(name, 1)} || ${found(name, 2)})`, `CASE _g ${spellings.join(' ')} ELSE _g END`)} END`,
  )
}

/** House number, street's own name, number of the flat; NULL without a number or without a word. */
function canonicalStreet(e: Sql): Sql {
  const short = (street: Sql) =>
    COMPASS.reduce((sql, [from, to]) => `replace(${sql}, ${text(from)}, ${text(to)})`, street)
  // Looking for the ends of the four names first is cheaper than replacing what is hardly ever there.
  const hasCompass = (street: Sql) =>
    COMPASS.map(([name]) => `contains(${street}, ${text(name.slice(-3))})`).join(' OR ')
  const compass = (street: Sql, found: Sql) => `CASE WHEN ${hasCompass(found)} THEN ${short(street)} ELSE ${street} END`
  const words = (f: Sql) =>
    `trim(regexp_replace(${withoutVanishing(`' ' || ${f}`)}, ${text(pattern.ADDRESS_GAPS)}, ' ', 'g'))`
  const hasBoth = (street: Sql) =>
    `regexp_matches(${street}, ${text(pattern.HAS_NUMBER)}) AND regexp_matches(${street}, ${text(pattern.HAS_WORD)})`
  // Words parted by single spaces lose those that say nothing in half the time. No word is made anew by that, so the
  // compass is looked for before; naming the result once would cost more than lower() twice.
  const plain = (s: Sql) =>
    compass(`ltrim(regexp_replace(' ' || lower(${s}), ${text(pattern.PLAIN_ADDRESS_GAPS)}, '', 'g'))`, `lower(${s})`)
  const any = (s: Sql) => using('_f', folded(s), using('_w', words('_f'), compass('_w', '_w')))
  const ascii = (s: Sql) => using('_w', words(`lower(${s})`), compass('_w', '_w'))
  return once(
    e,
    (s) => `CASE WHEN ${matches(s, pattern.NUMBERED_WORDS)} THEN ${plain(s)}
      WHEN ${hasBoth(s)} THEN CASE WHEN ${isAscii(s)} THEN ${ascii(s)} ELSE ${any(s)} END END`,
  )
}

/** Postcode: ZIP as five digits (lost zeros restored, +4 dropped); any other without spaces and punctuation. */
export function canonicalPostcodeSql(e: Sql): Sql {
  const code = `CASE
    WHEN length(_p) BETWEEN 3 AND 5 AND ${onlyDigits('_p')} THEN lpad(_p, 5, '0')
    WHEN length(_p) = 9 AND ${onlyDigits('_p')} THEN left(_p, 5)
    WHEN regexp_full_match(_p, ${text(pattern.ZIP_PLUS_4)}) OR regexp_full_match(_p, ${text(pattern.ZIP_AS_FLOAT)})
    THEN lpad(regexp_extract(_p, '^[0-9]+'), 5, '0')
    ELSE regexp_replace(${folded('_p')}, ${text(pattern.WORD_GAPS)}, '', 'g') END`
  const slow = (e: Sql) =>
    using(
      '_p',
      `lower(${trimmed(e)})`,
      using('_c', code, `CASE WHEN _p NOT IN ${list(BLOCKED_VALUES)} AND NOT ${matches('_c', '0*')} THEN _c END`),
    )
  return once(
    e,
    (zip) => `CASE WHEN ${matches(zip, '[0-9]{5}')} AND ${zip} <> '00000' THEN ${zip} ELSE ${slow(zip)} END`,
  )
}

/** State by its abbreviation, folded. */
function canonicalState(e: Sql): Sql {
  const cases = Object.entries(STATES).map(([name, short]) => `WHEN ${text(name)} THEN ${text(short)}`)
  return using('_s', canonicalNameSql(e), `CASE _s ${cases.join(' ')} ELSE _s END`)
}

/** Expressions of the columns of one identity set; a column that the set does not have is left out. */
export type NameAddressColumns = {
  first?: Sql | undefined
  last?: Sql | undefined
  street?: Sql | undefined
  city?: Sql | undefined
  state?: Sql | undefined
  postcode?: Sql | undefined
}

/** `first|last|house number and street|postcode` or `…|city|state` without a postcode; NULL when any part is missing. */
export function canonicalNameAddressSql({ first, last, street, city, state, postcode }: NameAddressColumns): Sql {
  const places = [
    postcode && canonicalPostcodeSql(postcode),
    city && state && `${canonicalNameSql(city)} || '|' || ${canonicalState(state)}`,
  ].filter(Boolean)
  if (!first || !last || !street || places.length === 0) return 'NULL::VARCHAR'
  const parts = [
    canonicalPersonNameSql(first),
    canonicalPersonNameSql(last),
    canonicalStreet(street),
    `coalesce(${places.join(', ')})`,
  ]
  return parts.join(" || '|' || ")
}

/** First and last name of a full name, as written; a single word is a first name. */
export function splitFullNameSql(e: Sql): { first: Sql; last: Sql } {
  const spaced = once(e, (v) => `regexp_replace(${trimmed(v)}, ${text(`[${EDGE_SPACE}]+`)}, ' ', 'g')`)
  const named = `regexp_replace(regexp_replace(_full, ${insensitive(pattern.SUFFIX_AFTER)}, ''), ${insensitive(pattern.LONG_GENERATION_AFTER)}, '\\1')`
  const bare = `regexp_replace(${named}, ${insensitive(pattern.HONORIFIC_BEFORE)}, '')`
  const part = (comma: number, plain: number, single: Sql): Sql =>
    using(
      '_full',
      spaced,
      using(
        '_b',
        bare,
        `CASE WHEN NOT (${isGiven('_b')}) THEN NULL
          WHEN regexp_matches(_b, ${text(pattern.LAST_COMMA_FIRST)}) THEN trim(regexp_extract(_b, ${text(pattern.LAST_COMMA_FIRST)}, ${comma}))
          WHEN regexp_matches(_b, ${insensitive(pattern.FIRST_AND_LAST)}) THEN regexp_extract(_b, ${insensitive(pattern.FIRST_AND_LAST)}, ${plain})
          ELSE ${single} END`,
      ),
    )
  return { first: part(2, 1, '_b'), last: part(1, 2, 'NULL') }
}
