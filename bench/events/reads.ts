import { setTimeout as sleep } from 'node:timers/promises'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { newApiKey, sha256 } from '../../shared/model/ids.ts'
import { putApiKey } from '../../shared/ports/store/api-keys.ts'
import type { Table } from '../../shared/ports/store/table.ts'
import { percentile } from './percentile.ts'

const perSecond = 300
const seconds = 20

/**
 * Traits of profiles, asked of the function itself: by the clock, whether or not earlier answers have come.
 *
 * @param spaces accounts whose profiles are in the table, and anonymous ids of theirs
 */
export async function readsOf(
  table: Table,
  spaces: readonly { account: string; cookies: string[] }[],
): Promise<string> {
  Object.assign(process.env, { TABLE_NAME: 'resources', PROFILES_TABLE_NAME: 'profiles' })
  const { handler } = (await import('../../functions/api/segment/profiles.ts')) as {
    handler: (event: APIGatewayProxyEventV2) => Promise<{ statusCode?: number; body?: string }>
  }
  const keys = await Promise.all(
    spaces.map(async ({ account }) => {
      const key = newApiKey('live')
      await putApiKey(table, sha256(key), { account_id: account, mode: 'live', created_at: new Date().toISOString() })
      return `Basic ${Buffer.from(`${key}:`).toString('base64')}`
    }),
  )
  const ask = async (n: number): Promise<number> => {
    const { account, cookies } = spaces[n % spaces.length]!
    const rawPath = `/v1/spaces/${account}/collections/users/profiles/anonymous_id:${cookies[n % cookies.length]}/traits`
    const event = {
      ...{ rawPath, rawQueryString: 'limit=200', headers: { authorization: keys[n % spaces.length] } },
      requestContext: { http: { method: 'GET', sourceIp: '192.0.2.7' }, routeKey: '' },
    } as unknown as APIGatewayProxyEventV2
    const began = performance.now()
    const { statusCode } = await handler(event)
    if (statusCode !== 200) throw new Error(`the Profile API answered ${statusCode}`)
    return performance.now() - began
  }
  for (let n = 0; n < 600; n++) await ask(n)
  const answers: Promise<number>[] = []
  const began = performance.now()
  for (let n = 0; n < perSecond * seconds; n++) {
    await sleep(Math.max(0, began + (n * 1000) / perSecond - performance.now()))
    answers.push(ask(n))
  }
  const times = await Promise.all(answers)
  return (
    `traits of a profile, ${perSecond} a second over ${spaces.length} spaces for ${seconds} s, inside the function: ` +
    `median ${percentile(times, 50)}, p99 ${percentile(times, 99)}`
  )
}
