import { type CustomerError, isCustomerError, statusOf } from '../../../../shared/model/errors.ts'
import { Refusal, type RefusalCode, refusalStatus } from '../../../../shared/nouns/profiles/refusal.ts'
import type { Answer } from './answers.ts'

/** An answer of the Profile API. It speaks of people: nobody on the way keeps it, and no page of a browser gets it. */
export const profileAnswer = (statusCode: number, body: unknown, headers: Record<string, string> = {}): Answer => ({
  statusCode,
  headers: {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  },
  body: JSON.stringify(body),
})

const refusal = (code: RefusalCode, message: string, headers?: Record<string, string>): Answer =>
  profileAnswer(refusalStatus[code], { error: { code, message } }, headers)

/** An expected failure as Segment's clients read it; undefined of any other. */
export function refusalOf(error: unknown): Answer | undefined {
  if (error instanceof Refusal) return refusal(error.code, error.message)
  if (!isCustomerError(error)) return undefined
  const { message, retryAfter = 1 } = error
  return refusal(
    codeOf(error),
    message,
    error.code === 'TOO_MANY_REQUESTS' ? { 'retry-after': String(retryAfter) } : {},
  )
}

export const internalError: Answer = refusal('internal_error', 'something went wrong on our side: ask again')

function codeOf({ code }: CustomerError): RefusalCode {
  if (code === 'VALIDATION_FAILED') return 'validation_error'
  const ofStatus: Record<number, RefusalCode> = {
    400: 'invalid_request_error',
    401: 'authentication_error',
    403: 'forbidden',
    404: 'not_found',
    413: 'payload_too_large',
    429: 'rate_limit_error',
  }
  return ofStatus[statusOf[code]] ?? 'invalid_request_error'
}
