/** One firing of a schedule: what was asked for and what came of it. */
export interface Run {
  schedule_id: string
  scope_id: string
  /** ISO 8601; the run's key: a window that fires twice is one run. */
  scheduled_time: string
  /** From the scheduled time to the schedule's next one, in milliseconds. */
  period_ms?: number
  status: 'running' | 'ready' | 'error'
  status_error?: string
  /** The newest event that was there, ISO 8601. */
  data_up_to?: string
  /** Says so where there was no new data. */
  note?: string
  started_at: string
  finished_at?: string
  /**
   * Per persona set that was built for the run: how many were scored, and how many moved from which persona to which. None
   * of a run that failed, or that had nothing to score.
   */
  persona_sets?: Record<
    string,
    { scored: number; moved: number; moves: { from: string | null; to: string; count: number }[] }
  >
  /** The targets that were delivered. */
  target_ids?: string[]
}
