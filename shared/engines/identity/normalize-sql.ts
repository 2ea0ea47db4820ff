import { BLOCKED_HASHES, BLOCKED_IDS, BLOCKED_PHONES, BLOCKED_VALUES } from './blocked.ts'
import * as pattern from './patterns.ts'
import type { slowPaths } from './slow-paths.ts'
import { COMPASS, EDGE_SPACE, GENERATION_SPELLINGS } from './spelling.ts'
import { SHORT_ANYWHERE } from './street-words.ts'

/**
 * From a value as somebody typed it to the canonical value that identity resolution compares, as DuckDB expressions,
 * because a million rows are normalised where they are read. Every builder takes an SQL expression of type VARCHAR (a
 * column already quoted) and gives an expression of type VARCHAR that is NULL where the value is absent, implausible or
 * blocked. Values that are written plainly, nearly all, are normalised by the expression itself; for any other DuckDB calls
 * the rule in TypeScript (slow-paths.ts), so that no rule stands here alone. Tests hold the two against each other.
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

/** The rule in TypeScript. */
const asked = (name: keyof typeof slowPaths, ...values: (Sql | undefined)[]): Sql =>
  `${name}(${values.map((value) => value ?? 'NULL::VARCHAR').join(', ')})`

/** Both ends of most values are visible ASCII: telling so costs a fifth of trimming against the whole list. */
const trimmed = (e: Sql): Sql =>
  `CASE WHEN ord(${e}) BETWEEN 33 AND 126 AND ord(right(${e}, 1)) BETWEEN 33 AND 126 THEN ${e} ELSE trim(${e}, ${text(EDGE_SPACE)}) END`
const matches = (e: Sql, whole: string): Sql => `regexp_full_match(${e}, ${text(whole)})`

/** E-mail address, lower-cased; the plus part stays (it is removed only for the hash). Most take the first branch. */
export function canonicalEmailSql(e: Sql): Sql {
  const blocked = (email: Sql) => `regexp_matches(${email}, ${text(pattern.BLOCKED_PLAIN_EMAIL)})`
  return once(
    e,
    // Two dashes may be punycode's.
    (
      email,
    ) => `CASE WHEN ${matches(email, pattern.PLAIN_EMAIL)} AND strlen(${email}) <= 254 AND NOT contains(${email}, '--')
      THEN CASE WHEN NOT ${blocked(`lower(${email})`)} THEN lower(${email}) END ELSE ${asked('moira_email', email)} END`,
  )
}

/** A hash as the customer gives it: 64 hexadecimal digits, lower-cased. */
export function canonicalEmailHashSql(e: Sql): Sql {
  return once(
    e,
    (hash) => `CASE WHEN ${matches(hash, '[0-9A-Fa-f]{64}')}
      THEN CASE WHEN lower(${hash}) NOT IN ${list(BLOCKED_HASHES)} THEN lower(${hash}) END
      ELSE ${asked('moira_email_hash', hash)} END`,
  )
}

/** The hash that meets canonicalEmailHashSql, from a canonical e-mail: SHA-256 of the address without its plus part. */
export function emailHashOfEmailSql(canonicalEmail: Sql): Sql {
  const bare = `regexp_replace(${canonicalEmail}, ${text(pattern.PLUS_PART)}, '\\1@')`
  return `sha256(CASE WHEN contains(${canonicalEmail}, '+') THEN ${bare} ELSE ${canonicalEmail} END)`
}

/**
 * Phone: E.164 where the country is known, else the national digits; `;ext=` if any.
 *
 * @param country whose numbers they are that name none; without one North America's
 */
export function canonicalPhoneSql(e: Sql, country?: Sql): Sql {
  // Most numbers are North American ones as they are usually written: these need no more than their digits.
  // One digit seven times over, in these twelve characters: the last seven are the same when moved on by one.
  const american = (e: Sql) =>
    using(
      '_d',
      `regexp_replace(${e}, ${text(pattern.NANP)}, '+1\\1\\2\\3')`,
      `CASE WHEN _d NOT IN ${list(BLOCKED_PHONES)} AND substr(_d, 6, 6) <> right(_d, 6) THEN _d END`,
    )
  const isAmerican = country ? `coalesce(${country}, 'US') IN ('US', 'USA', 'us', 'CA') AND ` : ''
  return once(
    e,
    (phone) => `CASE WHEN ${isAmerican}${matches(phone, pattern.NANP)} THEN ${american(phone)}
      WHEN ${matches(phone, pattern.PLAIN_E164)} AND NOT regexp_matches(${phone}, ${text(pattern.ONE_DIGIT_REPEATED)}) THEN ${phone}
      ELSE ${asked('moira_phone', phone, country)} END`,
  )
}

/** An id of the customer's own (user_id, anonymous_id, external): undressed, case kept, "17850.0" read as 17850. */
export function canonicalExternalSql(e: Sql): Sql {
  return once(
    e,
    (id) => `CASE WHEN ${matches(id, pattern.PLAIN_ID)}
      THEN CASE WHEN lower(${id}) NOT IN ${list([...BLOCKED_VALUES, ...BLOCKED_IDS])} THEN ${id} END
      ELSE ${asked('moira_external', id)} END`,
  )
}

const isGiven = (e: Sql): Sql => `lower(${trimmed(e)}) NOT IN ${list(BLOCKED_VALUES)}`

/** A name for comparison by namesAgree: lower case, no accents, words parted by single spaces. */
export function canonicalNameSql(e: Sql): Sql {
  return once(
    e,
    (name) => `CASE WHEN ${matches(name, pattern.PLAIN_WORDS_ANY_CASE)}
      THEN CASE WHEN lower(${name}) NOT IN ${list(BLOCKED_VALUES)} THEN lower(${name}) END
      ELSE ${asked('moira_name', name)} END`,
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

/**
 * House number, street's own name, number of the flat; NULL without a number or without a word. Nothing here is named by a
 * lambda: DuckDB would compile the patterns inside it anew for every 2,048 rows, which costs more than all else.
 */
export function canonicalStreetSql(e: Sql): Sql {
  const short = (street: Sql) =>
    COMPASS.reduce((sql, [from, to]) => `replace(${sql}, ${text(from)}, ${text(to)})`, street)
  // Looking for the ends of the four names first is cheaper than replacing what is hardly ever there. No word is made anew
  // when others are dropped, so the compass is looked for before.
  const compass = (s: Sql, words: Sql) => {
    const isThere = COMPASS.map(([name]) => `contains(lower(${s}), ${text(name.slice(-3))})`).join(' OR ')
    return `CASE WHEN ${isThere} THEN ${short(words)} ELSE ${words} END`
  }
  // Words parted by single spaces lose those that say nothing in half the time.
  const plain = (s: Sql) => `ltrim(regexp_replace(' ' || lower(${s}), ${text(pattern.PLAIN_ADDRESS_GAPS)}, '', 'g'))`
  const punctuated = (s: Sql) =>
    `trim(regexp_replace(' ' || replace(lower(${s}), '.', ''), ${text(pattern.ADDRESS_GAPS)}, ' ', 'g'))`
  const has = (s: Sql, street: Sql, other: string) =>
    `regexp_matches(${street}, ${text(other)}) OR regexp_matches(${s}, ${text(pattern.HOUSE_BIS)})`
  const shortened = (street: Sql) => {
    const shorter = SHORT_ANYWHERE.reduce(
      (sql, [word, short]) => `replace(${sql}, ${text(` ${word} `)}, ${text(` ${short} `)})`,
      `' ' || replace(${street}, ' ', '  ') || ' '`,
    )
    return `regexp_replace(trim(replace(${shorter}, '  ', ' ')), ${text(pattern.NUMBER_AND_POINT)}, '\\1\\2')`
  }
  // Most are ready when they have lost the words that say nothing.
  const from = (s: Sql, words: Sql) => {
    const street = compass(s, words)
    return `CASE WHEN NOT regexp_matches(lower(${s}), ${text(pattern.UNUSUAL_STREET)}) THEN ${words}
      WHEN NOT (${has(s, street, pattern.OTHER_STREET)}) THEN ${street}
      WHEN ${has(s, street, pattern.ODD_STREET)} THEN ${asked('moira_street', s)} ELSE ${shortened(street)} END`
  }
  return once(
    e,
    (s) => `CASE WHEN ${matches(s, pattern.NUMBERED_WORDS)} THEN ${from(s, plain(s))}
      WHEN ${matches(s, pattern.PUNCTUATED_WORDS)} THEN ${from(s, punctuated(s))}
      ELSE ${asked('moira_street', s)} END`,
  )
}

/** Postcode: ZIP as five digits (lost zeros restored, +4 dropped); any other without spaces and punctuation. */
export function canonicalPostcodeSql(e: Sql, state?: Sql, country?: Sql): Sql {
  return once(
    e,
    (zip) =>
      `CASE WHEN ${matches(zip, '[0-9]{5}')} AND ${zip} <> '00000' THEN ${zip} ELSE ${asked('moira_postcode', zip, state, country)} END`,
  )
}

/** State by its abbreviation, folded. */
export function canonicalStateSql(e: Sql): Sql {
  return once(e, (s) => `CASE WHEN ${matches(s, '[A-Za-z]{2}')} THEN lower(${s}) ELSE ${asked('moira_state', s)} END`)
}

/** Expressions of the columns of one identity set; a column that the set does not have is left out. */
export type NameAddressColumns = {
  first?: Sql | undefined
  last?: Sql | undefined
  street?: Sql | undefined
  city?: Sql | undefined
  state?: Sql | undefined
  postcode?: Sql | undefined
  country?: Sql | undefined
}

/** `first|last|house number and street|postcode` or `…|city|state` without a postcode; NULL when any part is missing. */
export function canonicalNameAddressSql(columns: NameAddressColumns): Sql {
  const { first, last, street, city, state, postcode, country } = columns
  const places = [
    postcode && canonicalPostcodeSql(postcode, state, country),
    city && state && `${canonicalNameSql(city)} || '|' || ${canonicalStateSql(state)}`,
  ].filter(Boolean)
  if (!first || !last || !street || places.length === 0) return 'NULL::VARCHAR'
  const parts = [
    canonicalPersonNameSql(first),
    canonicalPersonNameSql(last),
    canonicalStreetSql(street),
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

/** A mailbox as it is delivered. @param canonical its canonical form, of which one of equal length has lost nothing */
export const writtenEmailSql = (e: Sql, canonical: Sql): Sql =>
  `CASE WHEN ${e} IS NULL OR strlen(${canonical}) = strlen(${e}) THEN ${e} ELSE ${asked('moira_written_email', e)} END`

/** A number as it is delivered. */
export const writtenPhoneSql = (e: Sql): Sql =>
  `CASE WHEN ${e} IS NULL OR ${matches(e, pattern.ONE_PHONE)} THEN ${e} ELSE ${asked('moira_written_phone', e)} END`

/** A name, a street, a city, a state as it is delivered. */
export const writtenTextSql = (e: Sql): Sql =>
  `CASE WHEN ${e} IS NULL OR ${isUndressed(e)} THEN ${e} ELSE ${asked('moira_written', e)} END`

export const writtenPostcodeSql = (e: Sql): Sql =>
  `CASE WHEN ${e} IS NULL OR (${isUndressed(e)} AND NOT contains(${e}, ':')) THEN ${e} ELSE ${asked('moira_written_postcode', e)} END`

/** Dress begins with a quote of any kind, an equals sign or white space; what nobody sees is not ASCII. */
const isUndressed = (e: Sql): Sql =>
  `(ord(${e}) BETWEEN 48 AND 57 OR ord(${e}) BETWEEN 63 AND 95 OR ord(${e}) BETWEEN 97 AND 126)
    AND ord(right(${e}, 1)) > 32 AND (strlen(${e}) = length(${e}) OR NOT regexp_matches(${e}, ${text(pattern.UNSEEN)}))`

/** Cells that may hold several addresses or numbers; and those behind the first, as a text of lines. */
export const further = {
  email: {
    isThere: (e: Sql): Sql => `split_part(${e}, '@', 3) <> ''`,
    lines: (e: Sql): Sql => asked('moira_further_emails', e),
  },
  phone: {
    isThere: (e: Sql): Sql => `strlen(${e}) > 15 AND NOT ${matches(e, pattern.ONE_PHONE)}`,
    lines: (e: Sql, country?: Sql): Sql => asked('moira_further_phones', e, country),
  },
}

/** The parts of a one-line address, as they are written. */
export const addressLineSql = (e: Sql): Sql => asked('moira_address_line', e)
export const ofAddressLine = (line: Sql, part: 'street' | 'city' | 'state' | 'postcode'): Sql =>
  `nullif(split_part(${line}, chr(10), ${['street', 'city', 'state', 'postcode'].indexOf(part) + 1}), '')`
