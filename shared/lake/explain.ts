import { CustomerError } from '../model/errors.ts'

/**
 * The meaning of a failed statement with conditions. Only DuckDB knows whether a `_matches` pattern is RE2, and only
 * when it runs: that failure becomes the customer's sentence. Any other error is given back as it is. `throw
 * explain(error)`.
 */
export function explain(error: unknown): unknown {
  const complaint =
    error instanceof Error &&
    /^Invalid Input Error: ((?:missing|invalid|unexpected|no argument|bad|trailing|pattern too large).*)/s.exec(
      error.message,
    )
  if (!complaint) return error
  return new CustomerError('VALIDATION_FAILED', `_matches takes a regular expression in RE2 syntax: ${complaint[1]}`)
}
