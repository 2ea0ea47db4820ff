import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { CustomerError } from '../../../shared/model/errors.ts'
import { newId, sha256 } from '../../../shared/model/ids.ts'
import { forget, type Remembered, remember, reserve } from '../../../shared/ports/store/idempotency.ts'
import type { ApiContext } from '../../../shared/verbs/noun.ts'
import { type Answer, errorAnswer } from '../../api/faraday/middleware/answer.ts'

const keepSeconds = 24 * 3600
/** No request of the API runs that long: a key that is held longer belongs to a function that died. */
const runSeconds = 60
/** The table's own client tries again, too. */
const tries = 3

/**
 * With an Idempotency-Key, a request that is sent again is answered as the first one was, and done once: also when the
 * first was killed between its write and its answer.
 *
 * @param answerOf the answer about a resource that an earlier request made and did not live to tell. Without it nobody
 *   knows what a request that died has done, and its key is refused until it expires.
 * @param shownOnce fields of the answer that are secrets: they are not remembered
 */
export async function onceFor(
  ctx: ApiContext,
  event: APIGatewayProxyEventV2,
  carryOut: () => Promise<Answer>,
  answerOf?: (made: NonNullable<Remembered['made']>) => Promise<Answer>,
  shownOnce: readonly string[] = [],
): Promise<Answer> {
  const key = event.headers['idempotency-key']
  if (key === undefined) return carryOut()
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new CustomerError('BAD_REQUEST', 'the Idempotency-Key must have 1 to 255 visible ASCII characters')
  }
  const request = sha256(`${event.requestContext.http.method} ${event.rawPath}\n${event.body ?? ''}`)
  const nowSeconds = Math.floor(ctx.now().getTime() / 1000)
  const clock = { nowSeconds, keepSeconds, runSeconds, commits: answerOf !== undefined }
  const first = await reserve(ctx.table, ctx.account_id, key, request, clock)
  if (!first) return begin(ctx, key, carryOut, answerOf !== undefined, shownOnce)
  if (first.request !== request) {
    throw new CustomerError('IDEMPOTENCY_KEY_REUSED', `the Idempotency-Key "${key}" was used for another request`)
  }
  if (first.response) {
    const { statusCode, body } = first.response
    return { statusCode, headers: { 'content-type': 'application/json', 'idempotent-replayed': 'true' }, body }
  }
  if (first.made && answerOf) {
    const answer = await answerOf(first.made)
    return { ...answer, headers: { ...answer.headers, 'idempotent-replayed': 'true' } }
  }
  const running = `the first request with the Idempotency-Key "${key}" is still running`
  if (first.running_until >= nowSeconds) throw new CustomerError('CONFLICT', running)
  const unknown = `the first request with the Idempotency-Key "${key}" ended without an answer: look whether it was done before you send it under another key`
  return errorAnswer(newId(), new CustomerError('CONFLICT', unknown))
}

/** The first request under a key. Once something is written the key stays, whatever happens to the answer. */
async function begin(
  ctx: ApiContext,
  key: string,
  carryOut: () => Promise<Answer>,
  commits: boolean,
  shownOnce: readonly string[],
): Promise<Answer> {
  if (commits) ctx.idempotency = { key }
  let answer: Answer
  try {
    answer = await carryOut()
  } catch (error) {
    if (!ctx.idempotency?.committed) await forget(ctx.table, ctx.account_id, key)
    throw error
  }
  const { statusCode = 200 } = answer
  const body = without(shownOnce, answer.body ?? '')
  for (let left = tries; left > 0; left--) {
    try {
      await remember(ctx.table, ctx.account_id, key, { statusCode, body })
      break
    } catch {
      // The request is done, and the key remembers what it made: its answer can be made again.
    }
  }
  return answer
}

/** A JSON body without some of its fields. */
function without(fields: readonly string[], body: string): string {
  if (!fields.length) return body
  const kept = Object.entries(JSON.parse(body)).filter(([field]) => !fields.includes(field))
  return JSON.stringify(Object.fromEntries(kept))
}
