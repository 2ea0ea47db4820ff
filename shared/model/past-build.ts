/** One build of a resource: why it began, and what came of it. */
export interface PastBuild {
  /** Counts the builds of the resource, from 1. */
  attempt: number
  why: string
  /** ISO 8601. */
  started_at: string
  /** `running` until it ends; `stopped` where it was broken off, and begins anew. */
  outcome: 'running' | 'ready' | 'error' | 'stopped'
  ended_at?: string
  status_error?: string
  /** Rows, events or people of its output. */
  count?: number
}
