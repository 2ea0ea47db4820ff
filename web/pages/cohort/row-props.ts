import type { Stream, Trait } from '../../api/types.ts'
import type { Row } from './draft.ts'

/** The names that rows of a rule may choose from. */
interface Known {
  streams: Stream[]
  traits: Trait[]
  /** Of the chosen stream. */
  properties: Stream['properties']
  /** By which values of traits are known, where there is one. */
  setId: string | undefined
}

export interface RowProps<R extends Row = Row> {
  row: R
  known: Known
  change: (row: Row) => void
  remove: () => void
  /** Its number among all, for ids. */
  at: number
}
