/** One firing of a schedule: what was asked for and what came of it. */
export interface Run {
  schedule_id: string
  scope_id: string
  /** ISO 8601; the run's key: a window that fires twice is one run. */
  scheduled_time: string
  status: 'running' | 'ready' | 'error'
  status_error?: string
  started_at: string
  finished_at?: string
  /** Per persona set of the scope: how many were scored, and how many moved from which persona to which. */
  persona_sets?: Record<
    string,
    { scored: number; moved: number; moves: { from: string | null; to: string; count: number }[] }
  >
  target_ids?: string[]
}
