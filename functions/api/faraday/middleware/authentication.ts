import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { CustomerError } from '../../../../shared/model/errors.ts'
import { sha256 } from '../../../../shared/model/ids.ts'
import { getApiKey } from '../../../../shared/ports/store/accounts.ts'
import { apiTable } from '../../../middleware/http/context.ts'

const wellFormed = /^(live|test)_[A-Za-z0-9_-]{43}$/

/** The account of the request's key. The key is looked up by its hash: the table holds no key, and no time tells one. */
export async function accountOfKey(event: APIGatewayProxyEventV2): Promise<string> {
  const header = event.headers.authorization?.trim()
  if (!header) {
    throw new CustomerError('MISSING_API_KEY', 'no API key: send the header "Authorization: Bearer <your key>"')
  }
  const key = /^Bearer\s+(\S+)$/i.exec(header)?.[1]
  if (!key || !wellFormed.test(key)) {
    throw new CustomerError(
      'MALFORMED_API_KEY',
      'this is no API key: "Bearer " is followed by live_ or test_ and 43 letters, digits, dashes or underscores',
    )
  }
  const found = await getApiKey(apiTable(), sha256(key))
  if (!found) throw new CustomerError('INVALID_AUTHORIZATION', 'this API key is not known here')
  if (found.expires_on && Date.parse(found.expires_on) <= Date.now()) {
    throw new CustomerError('EXPIRED_API_KEY', `this API key expired on ${found.expires_on}`)
  }
  return found.account_id
}
