/** The facts of a build that tell the next one whether its flow's past may be kept. */
export interface FlowHistory {
  /** Digest of the configuration of the set and its cohort. */
  definition: string
  /** The flow's first day. */
  first: string
  /** The moment until which events were known, ISO 8601: days before its day are final. */
  known_until: string
  /** Events until then, by stream and month: `orders 2024-05`. */
  events: Record<string, number>
  marks: FlowMark[]
}

/** Something that happened to a flow on a day: personas were fitted anew, or all days were counted anew. */
export interface FlowMark {
  date: string
  kind: 'refit' | 'recounted'
  note: string
}
