/** An error of a state: a name that Retry and Catch look for, and a cause for people. */
export class StateError extends Error {
  readonly error: string
  override readonly cause: string
  constructor(error: string, cause: string) {
    super(`${error}: ${cause}`)
    this.error = error
    this.cause = cause
  }
}

/** Errors that no wildcard catches (Amazon States Language, "Error names"). */
const NEVER_BY_WILDCARD = new Set(['States.DataLimitExceeded', 'States.Runtime'])

/** Whether the names of a retrier or catcher cover an error. */
export function covers(names: string[], error: string): boolean {
  return names.some((name) => {
    if (name === error) return true
    if (name === 'States.ALL') return !NEVER_BY_WILDCARD.has(error)
    return name === 'States.TaskFailed' && error !== 'States.Timeout' && !NEVER_BY_WILDCARD.has(error)
  })
}
