import type { TargetConfig } from './contract.ts'

/** One column of a delivered file, as the public API tells it. */
export interface StructureColumn {
  /** The scope's name of it, with ids. */
  scope_col: string
  output_col: string
  is_identity_col?: boolean
  /** Of files with a row per area. */
  aggregation?: 'count' | 'countif'
  /** The value that is counted: a persona's id, or `true` for members of a cohort. */
  aggregation_criteria?: string
}

/** The rows of one persona. */
export interface PersonaFile {
  /** `none` where the set gives people no persona. */
  persona_id: string
  persona_name?: string
  /** Key in the exports bucket. */
  key: string
  row_count: number
  bytes: number
}

export interface TargetOutput {
  /** Key in the exports bucket. */
  key: string
  row_count: number
  /** Of a preview: the rows that the file would have if it held everybody. */
  preview_of?: number
  bytes: number
  /** One for each persona, if the target is split. */
  files?: PersonaFile[]
  /** Those of the scope. */
  as_of?: string
  data_up_to?: string
  /** In the file's order. */
  structure: StructureColumn[]
}

declare module '../../model/resource.ts' {
  interface Shapes {
    targets: { config: TargetConfig; output: TargetOutput }
  }
}
