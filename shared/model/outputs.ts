/**
 * What a good build publishes into its resource's `output`: small, since an item ends at 400 KB; anything long is an
 * object in the lake, named by its key.
 */

/** A column as the public API tells it. */
export interface DetectedColumn {
  name: string
  data_type: 'string' | 'long' | 'double' | 'boolean' | 'date'
  /** Share of readable rows in which the column is not blank, 0 to 1. */
  fill_rate: number
  is_nullable: boolean
}

export interface DatasetFile {
  path: string
  row_count: number
  accepted_count: number
  rejected_count: number
  /** Why the whole file was refused; its rows are not counted then. */
  refused?: string
}

export interface DatasetOutput {
  /** Rows in all files that were read: accepted + rejected; `duplicate_count` of the accepted do not count twice. */
  row_count: number
  accepted_count: number
  rejected_count: number
  duplicate_count: number
  identified_count: number
  detected_columns: DetectedColumn[]
  /** The first rows as read, column → text. */
  sample: Record<string, string | null>[]
  files: DatasetFile[]
  /** Lake key of the manifest: which rows files make up this dataset. */
  manifest_key: string
  /** Lake keys of the rejects, one per file that has some: CSV of file, line, reason, raw row. */
  rejects_keys: string[]
}

export interface StreamFacts {
  digest: string
  event_count: number
  people_count: number
  /** Newest and oldest event that is not dated in the future, ISO 8601; empty without. */
  newest: string
  oldest: string
  /** Property → DuckDB type. */
  properties: Record<string, string>
}

export interface TraitFacts {
  digest: string
  /** DuckDB type. */
  type: string
  known_count: number
  distinct_count: number
}

export interface PeopleOutput {
  /** Lake prefix of this version, ending in a slash; shard files are `<prefix>shard=<n>/<part>.parquet`. */
  prefix: string
  shards: number
  people_count: number
  /** For operators, as the next: rows of identities that were read. */
  record_count: number
  /** How many identifiers were dropped, by reason. */
  drops: Record<string, number>
  parts: { people: string; identifiers: string; references: string }
  streams: Record<string, StreamFacts>
  traits: Record<string, TraitFacts>
  references: string[]
}

export interface CohortOutput {
  prefix: string
  shards: number
  population_count: number
  /** Lake key of `{ days, weeks, months }`. */
  membership_key: string
}

export interface PersonaSummary {
  id: string
  name: string
  individuals_count: number
  share: number
  details: { center: Record<string, number | string | boolean | null> }
  salient: { trait: string; phrase: string; effect: number }[]
  interpretation: { summary: string; marketing_strategems: string[] }
}

export interface Move {
  /** Persona before; null for people who had none. */
  from: string | null
  to: string
  count: number
}

/** What became of a persona when its set was fitted again. */
export interface PersonaSetChange {
  change: 'kept' | 'new' | 'split' | 'merged' | 'vanished'
  from: { id: string; name: string }[]
  to: { id: string; name: string }[]
  /** Of a kept one: shared people over all people of both, 0 to 1. */
  overlap?: number
}

export interface PersonaSetOutput {
  prefix: string
  shards: number
  as_of: string
  population_count: number
  personas: PersonaSummary[]
  dimensions: string[]
  /** Why the set is weak, where the data has no clusters. */
  weak?: string
  /** Lake keys of `/analysis/dimensions`, `/flow`, `/revenue`, `/drift`, of `/selection`, of how traits were encoded, and of the portraits (id → SVG). */
  analysis_keys: Record<string, string>
  /** Key of the set's own CSV in the exports bucket. */
  csv_key: string
  moved_count: number
  moves: Move[]
  /** Against the last fit; empty for a first one, and for a build that only scored. */
  changes: PersonaSetChange[]
}

export interface ScopeOutput {
  prefix: string
  shards: number
  population_count: number
}

/** One column of a delivered file, as the public API tells it. */
export interface StructureColumn {
  /** The scope's name of it, with ids. */
  scope_col: string
  output_col: string
  is_identity_col?: boolean
  /** Of files with a row per area. */
  aggregation?: 'count' | 'countif'
  /** What is counted: a persona's id, or `true` for members of a cohort. */
  aggregation_criteria?: string
}

export interface TargetOutput {
  /** Key in the exports bucket. */
  key: string
  row_count: number
  bytes: number
  /** In the file's order. */
  structure: StructureColumn[]
}
