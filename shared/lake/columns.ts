/**
 * Every column of the lake's Parquet files whose name is made, not fixed. A prefix keeps the names that customers choose
 * from meeting one another and the columns that the product adds. People, traits, references, streams and identifiers are
 * written for readers and have plain names, but for external ids.
 */

/** Columns with one prefix: from a customer's name or a part to the column, and back. */
export interface Prefixed {
  of(name: string): string
  has(column: string): boolean
  /** Undefined for a column of another prefix. */
  nameOf(column: string): string | undefined
  namesIn(columns: readonly string[]): string[]
}

const prefixed = (prefix: string): Prefixed => {
  const has = (column: string) => column.startsWith(prefix)
  const nameOf = (column: string) => (has(column) ? column.slice(prefix.length) : undefined)
  return {
    of: (name) => prefix + name,
    has,
    nameOf,
    namesIn: (columns) => columns.flatMap((column) => nameOf(column) ?? []),
  }
}

/** rows.parquet: a dataset's rows. Identity sets and streams are numbered as the configuration lists them. */
export const inRows = {
  /** `v0_email`: the number of the value that the row has for a part of an identity set, by which values.parquet knows it. */
  value: (identitySet: number) => prefixed(`v${identitySet}_`),
  /** `s0`: whether the row is an event of a stream. */
  isEvent: (stream: number) => `s${stream}`,
  /** `e0`: a number for the values of the columns by which rows are one event; rows without them have none. */
  eventKey: (stream: number) => `e${stream}`,
  /** `s0_datetime`: a property of that event. */
  property: (stream: number) => prefixed(`s${stream}_`),
  /** `t_age`: a trait. */
  trait: prefixed('t_'),
  /** Of messages: their place among those of one moment, the first 32 bits of the MD5 of their id. */
  tie: 'tie',
  /** Of messages: the traits that they take away, each between semicolons. */
  removed: 'removed',
  /** `r_order_id`: the cell of a column by which the customer asks for people (`reference_key_columns`). */
  reference: prefixed('r_'),
}

/** values.parquet: each distinct value of an identity set once. */
export const inValues = {
  /** `i_email`: the text as the customer wrote it. */
  written: prefixed('i_'),
  /** `k_email`: the canonical form of the text, by which people are found; its name is the kind of identifier. */
  canonical: prefixed('k_'),
  /** Sr, Jr, II … of a name, where it has one. */
  generation: 'generation',
}

/**
 * `email/2`: the second address of a cell that holds several, as a part of values.parquet: it has the number of the cell's own
 * value. Parts of the customers' names have no slash.
 */
export const furtherPart = {
  of: (part: string, place: number): string => `${part}/${place}`,
  /** `email` of `email/2`; undefined for a part that is none of these. */
  ofWhich: (name: string): string | undefined => (name.includes('/') ? name.slice(0, name.indexOf('/')) : undefined),
}

/** `x_loyalty_card`: an external id, as a part, as a kind of identifier and as a column of people.parquet. */
export const externalId = prefixed('x_')

/** people.parquet: beside the clear identity columns. */
export const inPeople = {
  /** The phone in the canonical spelling of the country that its file names: absent where it is no phone number. */
  canonicalPhone: '#phone',
}

/** stream-<name>.parquet: properties have their plain names. */
export const inStream = {
  /**
   * `#product`: of an event of several rows, what each of them says; absent where they all say one thing. No property's
   * name begins so.
   */
  lines: prefixed('#'),
}

/**
 * By property, the column of a stream that lists the lines of its events, as conditions look at it. The value of an event is
 * one, though it is the sum of its lines' amounts.
 */
export const linesAsked = (columns: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    inStream.lines
      .namesIn(columns)
      .filter((name) => name !== 'value')
      .map((name) => [name, inStream.lines.of(name)]),
  )

/** predictions.parquet. Persona sets and cohorts are numbered as the scope's payload lists them. */
export const inPredictions = {
  /** `ps0_persona`: the id of a person's persona. */
  persona: (set: number) => `ps${set}_persona`,
  /** `ps0_runner_up`: the id of the second nearest persona. */
  runnerUp: (set: number) => `ps${set}_runner_up`,
  /** `ps0_margin`: how much nearer the first one is, 0 to 1. */
  margin: (set: number) => `ps${set}_margin`,
  /** `ps0_decided`: the names of the traits that decided. */
  decided: (set: number) => `ps${set}_decided`,
  /** `c0_member`: whether the person belongs to a cohort. */
  member: (cohort: number) => `c${cohort}_member`,
  /** `a_age`: a trait that is delivered as it is. */
  attribute: (trait: string) => `a_${trait}`,
}
