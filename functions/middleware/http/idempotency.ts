import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { CustomerError } from '../../../shared/model/errors.ts'
import { sha256 } from '../../../shared/model/ids.ts'
import { forget, remember, reserve } from '../../../shared/ports/store/idempotency.ts'
import type { ApiContext } from '../../../shared/verbs/noun.ts'
import type { Answer } from '../../api/faraday/middleware/answer.ts'

const keepSeconds = 24 * 3600
/** No request of the API runs that long: a key that is held longer belongs to a function that died. */
const runSeconds = 60

/** With an Idempotency-Key, a request that is sent again is answered as the first one was, and done once. */
export async function onceFor(
  ctx: ApiContext,
  event: APIGatewayProxyEventV2,
  carryOut: () => Promise<Answer>,
): Promise<Answer> {
  const key = event.headers['idempotency-key']
  if (key === undefined) return carryOut()
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new CustomerError('BAD_REQUEST', 'the Idempotency-Key must have 1 to 255 visible ASCII characters')
  }
  const request = sha256(`${event.requestContext.http.method} ${event.rawPath}\n${event.body ?? ''}`)
  const nowSeconds = Math.floor(ctx.now().getTime() / 1000)
  const first = await reserve(ctx.table, ctx.account_id, key, request, { nowSeconds, keepSeconds, runSeconds })
  if (!first) {
    try {
      const answer = await carryOut()
      const { statusCode = 200, body = '' } = answer
      await remember(ctx.table, ctx.account_id, key, { statusCode, body })
      return answer
    } catch (error) {
      await forget(ctx.table, ctx.account_id, key)
      throw error
    }
  }
  if (first.request !== request) {
    throw new CustomerError('IDEMPOTENCY_KEY_REUSED', `the Idempotency-Key "${key}" was used for another request`)
  }
  if (!first.response) {
    throw new CustomerError('CONFLICT', `the first request with the Idempotency-Key "${key}" is still running`)
  }
  const { statusCode, body } = first.response
  return { statusCode, headers: { 'content-type': 'application/json', 'idempotent-replayed': 'true' }, body }
}
