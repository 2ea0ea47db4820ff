import { createAccount, type NewAccount } from '../../bin/account.ts'
import { openTable, type Table } from '../../shared/ports/store/table.ts'
import { startApi } from './api-server.ts'
import { startDynamo } from './dynamodb.ts'
import { startFakeAws } from './fake-aws.ts'
import { type Answer, request } from './request.ts'

/** The API with a real table and fakes for the rest, one fresh account, and a way to ask. */
export async function startService() {
  const dynamo = await startDynamo('moira')
  const aws = await startFakeAws()
  const table: Table = openTable('moira')
  const account: NewAccount = await createAccount({ name: 'Example Shop', email: 'owner@example.com' }, table)
  const api = await startApi()

  /** One request of the account, or by another `key`. */
  const ask = (
    method: string,
    path: string,
    body?: unknown,
    { key = account.live_key, ...headers }: Record<string, string> = {},
  ): Promise<Answer> =>
    request(method, `${api.url}${path}`, body, { ...(key && { authorization: `Bearer ${key}` }), ...headers }, 'manual')
  return {
    ask,
    aws,
    table,
    account,
    url: api.url,
    async stop() {
      await api.stop()
      await aws.stop()
      await dynamo.stop()
    },
  }
}

export type Service = Awaited<ReturnType<typeof startService>>
