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

/** Whether files write the day before the month, by trait, and by stream and property. */
export interface DayFirst {
  traits: Record<string, boolean>
  streams: Record<string, Record<string, boolean>>
}

/** One version of an account's people in the lake. */
export interface PeopleFacts {
  /** Lake prefix of this version, ending in a slash; shard files are `<prefix>shard=<n>/<part>.parquet`. */
  prefix: string
  shards: number
  streams: Record<string, StreamFacts>
  traits: Record<string, TraitFacts>
  /** Left out where datasets contradict one another. */
  day_first?: DayFirst
}
