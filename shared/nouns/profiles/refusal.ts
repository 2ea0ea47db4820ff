/** The codes of Segment's Profile API, where a request is refused; and the status of each. */
export const refusalStatus = {
  authentication_error: 401,
  invalid_request_error: 400,
  validation_error: 400,
  forbidden: 403,
  not_found: 404,
  eid_not_found: 404,
  unsupported_eid_type: 400,
  payload_too_large: 413,
  rate_limit_error: 429,
  internal_error: 500,
} as const
export type RefusalCode = keyof typeof refusalStatus

/** A request of the Profile API that is refused. Its message is for the caller, and holds no value of a person. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode

  constructor(code: RefusalCode, message: string) {
    super(message)
    this.code = code
  }
}

/** Segment's sentence for a profile that is not there, to the letter. */
export const profileNotFound = () => new Refusal('not_found', 'Profile was not found.')

export const badCursor = () =>
  new Refusal('invalid_request_error', 'next is none that was given out: take it from the cursor of the page before')
