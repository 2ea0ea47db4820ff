import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { CustomerError } from '../../../../shared/model/errors.ts'
import type { Role } from '../../../../shared/model/role.ts'
import { accountOfKey } from '../../../../shared/nouns/accounts/api-key.ts'
import { cookieName, sessionOf } from '../../../../shared/nouns/sessions/session-of.ts'
import { apiTable } from '../../../middleware/http/context.ts'

interface Caller {
  account_id: string
  /** The SHA-256 of the session's secret. */
  session?: string
  role: Role
}

/** The caller of an operation that needs none. */
export const nobody: Caller = { account_id: '', role: 'viewer' }

/** The account of the request's key, or without one of its session. */
export async function callerOf(event: APIGatewayProxyEventV2): Promise<Caller> {
  const now = new Date()
  const header = event.headers.authorization?.trim()
  if (header) {
    const { account_id } = await accountOfKey(apiTable(), /^Bearer\s+(\S+)$/i.exec(header)?.[1], now)
    return { account_id, role: 'owner' }
  }
  const secret = secretOf(event)
  if (!secret) {
    throw new CustomerError('MISSING_API_KEY', 'no API key: send the header "Authorization: Bearer <your key>"')
  }
  refuseForeignPages(event)
  return sessionOf(apiTable(), secret, now)
}

function secretOf({ cookies = [] }: APIGatewayProxyEventV2): string | undefined {
  const prefix = `${cookieName}=`
  return cookies.find((one) => one.startsWith(prefix))?.slice(prefix.length)
}

/** Whether a page of another site sent the request; programs and the address bar say nothing, or `none`. */
export const isOfForeignPage = ({ headers }: APIGatewayProxyEventV2): boolean =>
  ['cross-site', 'same-site'].includes(headers['sec-fetch-site'] ?? '')

/**
 * A page of another site can make a browser send a request, and must change nothing by it. Every browser says where a
 * request comes from, and no page can say something else (https://www.w3.org/TR/fetch-metadata/).
 */
function refuseForeignPages({ requestContext, headers }: APIGatewayProxyEventV2): void {
  if (['GET', 'HEAD'].includes(requestContext.http.method)) return
  if (headers['sec-fetch-site'] === 'same-origin') return
  throw new CustomerError(
    'FORBIDDEN',
    'a session changes something only from Moira’s own pages (Sec-Fetch-Site: same-origin): programs send an API key',
  )
}
