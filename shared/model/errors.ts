/** The mistakes that a customer can make, and the HTTP status of each: the closed list of the public API. */
export const statusOf = {
  BAD_REQUEST: 400,
  VALIDATION_FAILED: 400,
  MISSING_API_KEY: 401,
  MALFORMED_API_KEY: 401,
  INVALID_AUTHORIZATION: 401,
  EXPIRED_API_KEY: 401,
  FORBIDDEN: 403,
  MAX_RESOURCES_REACHED: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  IDEMPOTENCY_KEY_REUSED: 422,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_SERVER_ERROR: 500,
} as const

export type ErrorCode = keyof typeof statusOf

/** One field that is wrong, as the public API tells it. `path` is dotted: `output_to_streams.orders.data_map`. */
export interface ValidationError {
  message: string
  path: string
  suggestion?: string
  context: { errorType: string }
}

/** A resource that a refusal speaks of. */
export interface NamedResource {
  resource_type: string
  id: string
  name: string
}

/** The parts of a refusal that a program may want to act on. */
export interface ErrorContext {
  /** The resources that stand in the way. */
  users?: NamedResource[]
}

/**
 * An expected failure: its message is written for the customer, names the thing and the value, and holds no personal
 * data. Everything else that is thrown is a bug. The `name` is what state machines see, and never retry.
 */
export class CustomerError extends Error {
  override readonly name = 'CustomerError'
  readonly code: ErrorCode
  readonly validationErrors?: ValidationError[]
  readonly context?: ErrorContext
  /** After how many seconds the same request may succeed. */
  readonly retryAfter?: number

  constructor(
    code: ErrorCode,
    message: string,
    more: { validationErrors?: ValidationError[]; context?: ErrorContext; retryAfter?: number } = {},
  ) {
    super(message)
    this.code = code
    if (more.validationErrors) this.validationErrors = more.validationErrors
    if (more.context) this.context = more.context
    if (more.retryAfter) this.retryAfter = more.retryAfter
  }
}

/** The answer for an id that does not exist, and, to the letter, for one of another account. */
export function notFound(what: string, id: string): CustomerError {
  return new CustomerError('NOT_FOUND', `${what} not found: "${id}"`)
}

/** True for an expected failure, also one that crossed a bundle or worker boundary and lost its class. */
export function isCustomerError(error: unknown): error is CustomerError {
  return error instanceof Error && error.name === 'CustomerError' && 'code' in error
}
