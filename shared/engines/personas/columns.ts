/**
 * The input of the persona core: a table of people, one row a person, one typed column a trait.
 *
 * Columns are flat arrays because a table may hold a million people. "Missing" has one form per kind and only one,
 * so that no code downstream has to ask which of null, undefined, NaN or '' was meant.
 */
export type ColumnSource = 'trait' | 'stream'

/** The subject of a trait, in words that the naming rules know. Guessed from the column's name when it is not given. */
export type Concept =
  | 'order_count'
  | 'order_value'
  | 'average_value'
  | 'recency'
  | 'tenure'
  | 'product_share'
  | 'product'
  /** How many different products. */
  | 'variety'
  /** How many different values of something else, such as channels. */
  | 'breadth'
  | 'income'
  | 'wealth'
  | 'age'
  | 'gender'
  | 'marital'
  | 'children'
  | 'household_size'
  | 'home_ownership'
  | 'pets'
  | 'education'
  | 'place'
  | 'channel'
  | 'discount'
  | 'returns'
  | 'sensitive'
  | 'other'

type ColumnFacts = {
  name: string
  /** Default `trait`. */
  source?: ColumnSource
  /** A protected characteristic (age, gender, ethnicity, religion, marital status …); guessed from the name when absent. */
  protected?: boolean
  /** How a person would call it, such as `number of orders`; default: the name with spaces. */
  literate?: string
  /** Printed with values: `$`, `days`, `%` … */
  unit?: string
  concept?: Concept
  /**
   * The subject of a share or count: the product in `share of "Coffee" among orders`. Columns whose names end in their
   * subjects and are alike before it (`share_product:Coffee`, `share_product:Tea`) are one mix and together count as
   * one trait.
   */
  subject?: string
}

/** NaN is missing. `of`: of a share, how many things it is a share of, such as the person's orders. */
export type NumberColumn = ColumnFacts & { kind: 'number'; values: Float64Array; of?: Int32Array }
/** The last label of a column that tells only its most frequent values apart: all the rarer ones. */
export const OTHER_LABEL = '(other)'
/** Codes index `labels`; -1 is missing. */
export type CategoryColumn = ColumnFacts & { kind: 'category'; codes: Int32Array; labels: string[] }
/** Days since 1970-01-01 (fractions allowed); NaN is missing. */
type DateColumn = ColumnFacts & { kind: 'date'; values: Float64Array }
/** 1 true, 0 false, -1 missing. */
export type BooleanColumn = ColumnFacts & { kind: 'boolean'; values: Int8Array }

export type Column = NumberColumn | CategoryColumn | DateColumn | BooleanColumn
export type ColumnKind = Column['kind']
export type Table = { rows: number; columns: Column[] }

/** One person's values by trait name: numbers, labels, booleans, dates as epoch days or ISO text; absent or null is missing. */
export type PersonValues = Record<string, number | string | boolean | null | undefined>

/** Numbers, dates and booleans as one reading: the number at `row`, NaN when missing. Categories have none. */
export function numberAt(column: Exclude<Column, CategoryColumn>, row: number): number {
  const value = column.values[row]!
  return column.kind === 'boolean' && value < 0 ? Number.NaN : value
}

/** Some rows of a table, in the order given, as a new table. */
export function takeRows(table: Table, rows: ArrayLike<number>): Table {
  const n = rows.length
  const columns = table.columns.map((column): Column => {
    if (column.kind === 'category') {
      const codes = new Int32Array(n)
      for (let i = 0; i < n; i++) codes[i] = column.codes[rows[i]!]!
      return { ...column, codes }
    }
    if (column.kind === 'boolean') {
      const values = new Int8Array(n)
      for (let i = 0; i < n; i++) values[i] = column.values[rows[i]!]!
      return { ...column, values }
    }
    const values = new Float64Array(n)
    for (let i = 0; i < n; i++) values[i] = column.values[rows[i]!]!
    if (column.kind === 'date' || !column.of) return { ...column, values }
    const of = new Int32Array(n)
    for (let i = 0; i < n; i++) of[i] = column.of[rows[i]!]!
    return { ...column, values, of }
  })
  return { rows: n, columns }
}
