import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { CustomerError } from '../../../../shared/model/errors.ts'
import { isApiKey, ownerOfKey } from '../../../middleware/http/api-key.ts'
import { apiTable } from '../../../middleware/http/context.ts'

/** The account of the request's key. A key that may only read profiles opens nothing here. */
export async function accountOfKey(event: APIGatewayProxyEventV2): Promise<string> {
  const header = event.headers.authorization?.trim()
  if (!header) {
    throw new CustomerError('MISSING_API_KEY', 'no API key: send the header "Authorization: Bearer <your key>"')
  }
  const key = /^Bearer\s+(\S+)$/i.exec(header)?.[1]
  if (!key || !isApiKey(key)) {
    throw new CustomerError(
      'MALFORMED_API_KEY',
      'this is no API key: "Bearer " is followed by live_ or test_ and 43 letters, digits, dashes or underscores',
    )
  }
  const { account_id, scope = 'all' } = await ownerOfKey(apiTable(), key)
  if (scope !== 'all')
    throw new CustomerError('FORBIDDEN', `this API key has the scope ${scope}, and opens nothing else`)
  return account_id
}
