/** The operators of one condition. Operands arrive as JSON scalars; the column's type decides how they are compared. */
export interface Operators {
  _eq?: Scalar
  _neq?: Scalar
  _gt?: Scalar
  _gte?: Scalar
  _lt?: Scalar
  _lte?: Scalar
  _in?: Scalar[]
  _nin?: Scalar[]
  _matches?: string
  _null?: boolean
  _nnull?: boolean
  /** Optional conditions are OR-ed together, and the result is AND-ed with the required ones. */
  optional?: boolean
}

export type Scalar = string | number | boolean

export interface StreamCondition extends Operators {
  property: string
}

export interface TraitCondition extends Operators {
  name: string
}

export interface PlaceCondition {
  place_id: string
  distance?: number
  invert?: boolean
}

export interface Recency {
  occurrence: 'first' | 'last'
  /** The event happened at least so many days before the cohort is looked at. */
  min_days?: number
  /** … and at most so many days before. */
  max_days?: number
}

/** What defines a cohort: the fields of the public API's `POST /cohorts` that say who is in it. */
export interface CohortConfig {
  stream_name?: string | null
  min_count?: number | null
  max_count?: number | null
  min_value?: number | null
  max_value?: number | null
  recency?: Recency | null
  stream_conditions?: StreamCondition[] | null
  traits?: TraitCondition[] | null
  place_conditions?: PlaceCondition[] | null
}

/** Where the people, one stream and the traits of a shard can be read: quoted relation expressions, such as view names. */
interface CohortRelations {
  people: string
  stream?: string
  traits: string
}

/** Column name → DuckDB type, of the stream (`datetime`, `value`, `product`, …) and of the traits. */
export interface CohortColumns {
  stream: Record<string, string>
  traits: Record<string, string>
  /** What is known of people themselves; every part of an address where it is not said. */
  people?: readonly string[]
}

export interface CohortQuery {
  relations: CohortRelations
  columns: CohortColumns
  /** The moment that the cohort is looked at, in milliseconds since 1970. Later events are not known yet. */
  asOf: number
}

/** A statement with `$1 …` for the values, in the order of `params`. */
export interface Statement {
  sql: string
  params: Scalar[]
}
