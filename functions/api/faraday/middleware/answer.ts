import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { Operation } from '../../../../shared/contract/operation.ts'
import { type CustomerError, isCustomerError, statusOf } from '../../../../shared/model/errors.ts'
import { newId } from '../../../../shared/model/ids.ts'
import { Reply } from '../../../../shared/verbs/reply.ts'
import { framesOf, logger } from '../../../middleware/log-failures.ts'

export type Answer = APIGatewayProxyStructuredResultV2

const json = { 'content-type': 'application/json' }

/** The result of a verb, as HTTP. */
export function answer(operation: Operation, result: unknown): Answer {
  if (result instanceof Reply) {
    const { status, body } = result
    // The gateway takes cookies apart from other headers.
    const { 'set-cookie': cookie, ...headers } = result.headers
    const head = { statusCode: status, headers, ...(cookie && { cookies: [cookie] }) }
    return typeof body === 'string'
      ? { ...head, body }
      : { ...head, body: Buffer.from(body).toString('base64'), isBase64Encoded: true }
  }
  if (operation.status === 204) return { statusCode: 204 }
  return { statusCode: operation.status, headers: { ...json }, body: JSON.stringify(result) }
}

/** An expected failure is an answer; anything else is a bug: one line in the log, and a plain 500 that names the line. */
export const answerErrors = (): MiddlewareObj<APIGatewayProxyEventV2, Answer> => ({
  onError: (request) => {
    const id = newId()
    const { error } = request
    if (isCustomerError(error)) {
      request.response = errorAnswer(id, error)
      return
    }
    // Neither path nor message: both may tell who somebody is.
    logger.error('unexpected', {
      error_id: id,
      request: request.context?.awsRequestId ?? '',
      operation: request.event?.requestContext?.routeKey,
      failure: { name: error?.name, frames: error ? framesOf(error) : [] },
    })
    const note = 'something went wrong on our side; the id says where to look'
    request.response = {
      statusCode: 500,
      headers: { ...json },
      body: JSON.stringify({ error: 'INTERNAL_SERVER_ERROR', id, note }),
    }
  },
})

/** An expected failure as HTTP. */
export function errorAnswer(
  id: string,
  { code, message, validationErrors, context, retryAfter = 1 }: CustomerError,
): Answer {
  return {
    statusCode: statusOf[code],
    headers: { ...json, ...(code === 'TOO_MANY_REQUESTS' && { 'retry-after': String(retryAfter) }) },
    body: JSON.stringify({
      error: code,
      id,
      note: message,
      ...(validationErrors && { validationErrors }),
      ...(context && { context }),
    }),
  }
}
