import type { ColumnKind, Concept } from '../../engines/personas/columns.ts'

/** How a stream's events become one number per person. */
export type Measure = 'count' | 'total' | 'average' | 'recency' | 'tenure' | 'distinct' | 'share'

/**
 * One thing known per person: a trait as it is, or a measure over the person's events of a stream. Plain JSON: stored
 * with the model, so that a later scoring reads exactly what the fit read.
 */
export interface Dimension {
  /** Unique in its set; also the name that the API shows. */
  name: string
  /** As a person would call it. */
  literate: string
  kind: ColumnKind
  source: 'stream' | 'trait'
  concept?: Concept
  /** Of a share: what it is the share of, such as a product. */
  subject?: string
  unit?: string
  stream?: string
  measure?: Measure
  property?: string
  /** Of a share: the property's value that is counted. */
  value?: string
  trait?: string
  /** Of a category: its values; any other value is read as OTHER_LABEL. */
  labels?: string[]
}
