import { createAccount, type NewAccount } from '../../bin/account.ts'
import { openTable, type Table } from '../../shared/store/table.ts'
import { startApi } from './api-server.ts'
import { startDynamo } from './dynamodb.ts'
import { startFakeAws } from './fake-aws.ts'

export interface Answered {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every form
  body: any
}

/** The API with a real table and fakes for the rest, one fresh account, and a way to ask. */
export async function startService() {
  const dynamo = await startDynamo('moira')
  const aws = await startFakeAws()
  const table: Table = openTable('moira')
  const account: NewAccount = await createAccount({ name: 'Example Shop', email: 'owner@example.com' }, table)
  const api = await startApi()

  /** One request; an object becomes JSON, text and bytes go as they are. */
  async function ask(
    method: string,
    path: string,
    body?: unknown,
    { key = account.live_key, ...headers }: Record<string, string> = {},
  ): Promise<Answered> {
    const raw = typeof body === 'string' || body instanceof Uint8Array
    const response = await fetch(`${api.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(key && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': raw ? 'application/octet-stream' : 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: raw ? (body as string) : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json')
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
  }
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
