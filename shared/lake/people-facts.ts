import type { Written } from '../engines/conditions/config.ts'

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

/** How files write columns, by trait, and by stream and property; left out where they say nothing. */
export interface WrittenColumns {
  traits: Record<string, Written>
  streams: Record<string, Record<string, Written>>
}

/** One version of an account's people in the lake. */
export interface PeopleFacts {
  /** Lake prefix of this version, ending in a slash; shard files are `<prefix>shard=<n>/<part>.parquet`. */
  prefix: string
  shards: number
  streams: Record<string, StreamFacts>
  traits: Record<string, TraitFacts>
  written?: WrittenColumns
}
