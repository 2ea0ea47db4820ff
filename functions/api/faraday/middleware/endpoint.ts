import middy from '@middy/core'
import httpHeaderNormalizer from '@middy/http-header-normalizer'
import httpSecurityHeaders from '@middy/http-security-headers'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { matchOperation } from '../../../../shared/contract/match.ts'
import { leastRole, type Operation } from '../../../../shared/contract/operation.ts'
import { CustomerError } from '../../../../shared/model/errors.ts'
import { mayAs, type Role } from '../../../../shared/model/role.ts'
import type { Served } from '../../../../shared/verbs/serve.ts'
import { apiContext } from '../../../middleware/http/context.ts'
import { onceFor } from '../../../middleware/http/idempotency.ts'
import { inputOf } from '../../../middleware/http/input.ts'
import { countSampled } from '../../../middleware/http/rate-limit.ts'
import { type Answer, answer, answerErrors } from './answer.ts'
import { callerOf, isOfForeignPage, nobody } from './authentication.ts'

/** Serves a noun: finds the operation, the account and the input, calls the verb, shapes the answer. */
export const endpoint = ({ operations, verbs }: Served) =>
  middy<APIGatewayProxyEventV2, Answer>()
    .use(httpHeaderNormalizer())
    .use(httpSecurityHeaders())
    .use(answerErrors())
    .handler(async (event) => {
      const { method } = event.requestContext.http
      const match = matchOperation(operations, method, event.rawPath)
      const needsNobody = match?.operation.public || isUnserved(operations)
      const { account_id, session, role } = needsNobody ? nobody : await callerOf(event)
      if (account_id) await countSampled(account_id)
      if (!match) throw new CustomerError('NOT_FOUND', `there is no operation ${method} ${event.rawPath}`)

      const { name, operation, params } = match
      refuseStrangers(operation, role, event)
      const ctx = apiContext(account_id, event.headers.accept, { session, role, origin: originOf(event) })
      const input = inputOf(event, operation, params)
      const carryOut = async () => answer(operation, await verbs[name]!(ctx, input as never))
      if (!operation.idempotent) return carryOut()
      // A create whose answer was lost is answered by reading what it made.
      const read = verbs.read
      const answerOf = async ({ id }: { id: string }) =>
        answer(operation, await read!(ctx, { params: { id } } as never))
      return onceFor(ctx, event, carryOut, read && answerOf, operation.shownOnce)
    })

/** The gateway says how it was reached; the local cloud speaks HTTP and has none before it. */
const originOf = ({ headers, requestContext }: APIGatewayProxyEventV2): string =>
  `${headers['x-forwarded-proto'] ?? 'http'}://${requestContext.domainName}`

/** A member does what the role allows; and no page of another site signs a browser in, to an account that is not the person's. */
function refuseStrangers(operation: Operation, role: Role, event: APIGatewayProxyEventV2): void {
  if (operation.public) {
    if (operation.method === 'GET' || !isOfForeignPage(event)) return
    throw new CustomerError('FORBIDDEN', 'a page of another site may not sign in: open the dashboard itself')
  }
  const least = leastRole(operation)
  if (!mayAs(role, least)) {
    throw new CustomerError(
      'FORBIDDEN',
      `you are ${role} of this account: this needs the role ${least}, which an owner can give`,
    )
  }
}

/** The function behind the default route serves nothing: it needs no table to say so. */
const isUnserved = (operations: Served['operations']) => Object.keys(operations).length === 0
