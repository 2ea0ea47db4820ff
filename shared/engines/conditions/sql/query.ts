import type { CohortColumns, Scalar } from '../config.ts'

/** Where the people, one stream and the traits of a shard can be read: quoted relation expressions, such as view names. */
export interface CohortRelations {
  people: string
  stream?: string
  traits: string
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
