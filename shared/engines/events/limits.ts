/** Limits of the intake of events. Those without another source are Segment's, which its clients know. */
export const limits = {
  /** A request's body, inflated: 500 KB. */
  bodyBytes: 500 * 1024,
  /** One event as JSON, with the context and the integrations of its batch: 32 KB. */
  eventBytes: 32 * 1024,
  /**
   * All events of a request with the context of the batch in each. A context of 30 KB in 2,500 small events would make 75 MB
   * of a request of 300 KB (ours).
   */
  mergedBytes: 8 * 500 * 1024,
  eventsPerBatch: 2500,
  /** Levels of objects and lists in one event (ours). */
  depth: 32,
  messageIdCharacters: 100,
  groupIdCharacters: 500,
  traits: 300,
} as const
