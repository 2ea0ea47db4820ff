import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SESv2Client } from '@aws-sdk/client-sesv2'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createAccount } from '../../../bin/account.ts'
import { mailWhenReady } from '../../../shared/planning/mail-when-ready.ts'
import { openMailer } from '../../../shared/ports/mail/mailer.ts'
import { getResource, writeConfig } from '../../../shared/ports/store/resources.ts'
import { openTable, type Table } from '../../../shared/ports/store/table.ts'
import { startDynamo } from '../../support/dynamodb.ts'
import { resource } from '../../support/planned-account.ts'

let dynamo: Awaited<ReturnType<typeof startDynamo>>
let table: Table
let ses: Server
/** The error that SES answers with next, by name; undefined: it takes the mail. */
let refusal: string | undefined
let asked = 0

beforeAll(async () => {
  dynamo = await startDynamo('moira')
  table = openTable('moira')
  ses = createServer((request, response) => {
    request.resume().on('end', () => {
      asked++
      if (refusal === undefined) return response.end('{"MessageId":"1"}')
      const headers = { 'x-amzn-errortype': refusal, 'content-type': 'application/json' }
      return response.writeHead(400, headers).end('{"message":"Email address is not verified: owner@example.com"}')
    })
  })
  await new Promise<void>((resolve) => ses.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  ses?.close()
  await dynamo?.stop()
})

let account_id: string
let now: number
beforeEach(async () => {
  const account = await createAccount({ name: 'Shop', email: 'owner@example.com' }, table)
  account_id = account.account_id
  now = Date.parse('2026-01-01T00:00:00Z')
  refusal = undefined
  asked = 0
  const ready = { account_id, status: 'ready' as const, attempt: 1, built_for: {} }
  const set = { ...resource('persona_sets', 'set', { cohort_id: 'c' }), ...ready }
  if (!(await writeConfig(table, { id: account_id, version: 1 }, { put: [set] }))) throw new Error('not written')
})

/** The event comes again, the given minutes later. */
function again(minutes = 0) {
  now += minutes * 60_000
  const { port } = ses.address() as AddressInfo
  const credentials = { accessKeyId: 'a', secretAccessKey: 's' }
  const client = new SESv2Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  })
  const ctx = {
    table,
    bus: { put: async () => {} },
    now: () => new Date(now),
    mailer: openMailer('from@example.com', client),
  }
  return mailWhenReady(ctx, { account_id, resource_id: 'set' })
}
const set = async () => (await getResource(table, account_id, 'persona_sets', 'set'))!

describe.each([
  'MessageRejected',
  'MailFromDomainNotVerifiedException',
  'AccountSuspendedException',
  'SendingPausedException',
  'AccessDeniedException',
  'BadRequestException',
  'NotFoundException',
])('%s', (name) => {
  test('is given up at once, with a reason that the account sees and that names no address', async () => {
    refusal = name
    expect(await again()).toEqual({ failed: 'MailRefused', given_up: true })
    const { mail_error, mailing, mailed_for } = await set()
    expect(mail_error).toMatch(/^The mail about these personas was not sent: .*\.$/)
    expect(mail_error).not.toContain('@')
    expect([mailing, typeof mailed_for]).toEqual([undefined, 'string'])
    // Five minutes after five minutes the sweeper says the news again.
    for (let i = 0; i < 5; i++) expect(await again(5)).toBeUndefined()
    expect(asked).toBe(1)
  })
})

test('another failure is tried again ever later, eight times, and then given up', async () => {
  refusal = 'TooManyRequestsException'
  const tries: number[] = []
  for (let minute = 0; minute < 300; minute++) {
    const before = asked
    await again(minute === 0 ? 0 : 1)
    if (asked > before) tries.push(minute)
  }
  // Each wait of 1, 2, 4 … minutes has to be over, and the sweeper comes on the minute.
  expect(tries).toEqual([0, 2, 5, 10, 19, 36, 69, 134])
  expect((await set()).mail_error).toContain('failed 8 times')
})

test('a mail that goes through at the second try is sent once and leaves no reason', async () => {
  refusal = 'InternalServiceErrorException'
  expect(await again()).toMatchObject({ given_up: false })
  refusal = undefined
  expect(await again()).toBeUndefined()
  expect(asked).toBe(1)
  expect(await again(2)).toBeUndefined()
  for (let i = 0; i < 3; i++) await again(5)
  expect(asked).toBe(2)
  expect((await set()).mail_error).toBeUndefined()
})
