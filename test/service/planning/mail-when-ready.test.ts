import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SESv2Client } from '@aws-sdk/client-sesv2'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createAccount } from '../../../bin/account.ts'
import type { Resource } from '../../../shared/model/resource.ts'
import { type MailContext, mailWhenReady } from '../../../shared/planning/mail-when-ready.ts'
import { openMailer } from '../../../shared/ports/mail/mailer.ts'
import { getResource, updateResource, writeConfig } from '../../../shared/ports/store/resources.ts'
import { openTable, type Table } from '../../../shared/ports/store/table.ts'
import { startDynamo } from '../../support/dynamodb.ts'
import { resource } from '../../support/planned-account.ts'

let dynamo: Awaited<ReturnType<typeof startDynamo>>
let table: Table
let ses: Server
/** The error that SES answers with next, by name; undefined: it takes the mail. */
let refusal: string | undefined
/** Its status, and whether SES's answer is lost, or is no answer. */
let status = 400
let answer: 'comes' | 'lost' | 'cut' | 'garbled' = 'comes'
let asked = 0
/** The mails that SES took, newest last. */
let sent: SentMail[] = []
/** The moment at which SES has a mail and nobody has its answer yet. */
let whileSending: (() => Promise<unknown>) | undefined

interface SentMail {
  Subject: { Data: string }
  Body: { Text: { Data: string }; Html: { Data: string } }
  Attachments?: { ContentId: string; ContentDisposition: string; RawContent: string }[]
}

beforeAll(async () => {
  dynamo = await startDynamo('moira')
  table = openTable('moira')
  ses = createServer((request, response) => {
    const body: Buffer[] = []
    request.on('data', (bytes: Buffer) => body.push(bytes))
    request.on('end', async () => {
      asked++
      await whileSending?.()
      if (refusal === undefined) {
        sent.push(JSON.parse(Buffer.concat(body).toString()).Content.Simple)
        if (answer === 'lost') return request.socket.destroy()
        if (answer === 'cut')
          return response.writeHead(200, { 'content-length': '100' }).end('{"Mess', () => request.socket.destroy())
        return response.end(answer === 'garbled' ? '<html>' : '{"MessageId":"1"}')
      }
      const headers = { 'x-amzn-errortype': refusal, 'content-type': 'application/json' }
      return response.writeHead(status, headers).end('{"message":"Email address is not verified: owner@example.com"}')
    })
  })
  await new Promise<void>((resolve) => ses.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  ses?.close()
  await dynamo?.stop()
})

let account_id: string
let lakeText: string | undefined

/** The output of a set whose personas have these names; their ids are their places. */
const personas = (...names: string[]) => ({
  analysis_keys: { portrait_pngs: 'pngs' },
  data_up_to: '2025-12-31T22:10:00.000Z',
  personas: names.map((name, id) => ({
    id: String(id),
    name,
    individuals_count: 10,
    share: 1 / names.length,
    color_slot: id,
    salient: [1, 2, 3, 4].map((n) => ({ phrase: `Fact ${n} · 1, others 2` })),
  })),
})
let now: number
beforeEach(async () => {
  const account = await createAccount({ name: 'Shop', email: 'owner@example.com' }, table)
  account_id = account.account_id
  now = Date.parse('2026-01-01T00:00:00Z')
  refusal = undefined
  status = 400
  answer = 'comes'
  asked = 0
  sent = []
  whileSending = undefined
  lakeText = undefined
  const ready = { account_id, status: 'ready' as const, attempt: 1, built_for: {}, output: personas('Lane', 'Oakley') }
  const set = {
    ...resource('persona_sets', 'set', { cohort_id: 'c', name: 'Customers personas' }),
    ...ready,
    last_updated_output_at: new Date(now).toISOString(),
  } as unknown as Resource
  if (!(await writeConfig(table, { id: account_id, version: 1 }, { put: [set] }))) throw new Error('not written')
})

/** The event comes again, the given minutes later. */
function again(minutes = 0, more: Partial<MailContext> & { nobodyListens?: boolean } = {}) {
  now += minutes * 60_000
  const { port } = ses.address() as AddressInfo
  const credentials = { accessKeyId: 'a', secretAccessKey: 's' }
  const client = new SESv2Client({
    endpoint: `http://127.0.0.1:${more.nobodyListens ? 1 : port}`,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  })
  const ctx = {
    table,
    bus: { put: async () => {} },
    now: () => new Date(now),
    mailer: openMailer('from@example.com', client),
    lake: { getText: async () => lakeText, firstBehind: async () => undefined },
    uploads: { list: async () => [] },
    dashboardUrl: 'https://dashboard.example',
    ...more,
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

describe('a mail is sent again only where it surely was not sent', () => {
  test.each([
    ['TooManyRequestsException', 429],
    ['ThrottlingException', 400],
    ['InternalServiceErrorException', 500],
    ['ServiceUnavailable', 503],
    ['ExpiredTokenException', 403],
  ])('%s, with status %i', async (name, code) => {
    ;[refusal, status] = [name, code]
    expect(await again()).toEqual({ failed: expect.any(String), given_up: false })
    refusal = undefined
    for (let i = 0; i < 3; i++) await again(5)
    expect([asked, sent.length]).toEqual([2, 1])
  })

  test('nobody listens there', async () => {
    expect(await again(0, { nobodyListens: true })).toMatchObject({ given_up: false })
    for (let i = 0; i < 3; i++) await again(5)
    expect(sent).toHaveLength(1)
  })

  test.each(['lost', 'cut', 'garbled'] as const)('not where the answer is %s: it counts as sent', async (how) => {
    answer = how
    expect(await again()).toEqual({ failed: expect.any(String), given_up: false, perhaps_sent: true })
    answer = 'comes'
    for (let i = 0; i < 5; i++) expect(await again(5)).toBeUndefined()
    expect([asked, sent.length]).toEqual([1, 1])
    const { mailed_for, mail_error, mailing } = await set()
    expect([typeof mailed_for, mail_error, mailing]).toEqual(['string', undefined, undefined])
  })

  test('the client of the service itself asks once', async () => {
    const { port } = ses.address() as AddressInfo
    vi.stubEnv('AWS_ENDPOINT_URL_SESV2', `http://127.0.0.1:${port}`)
    vi.stubEnv('AWS_REGION', 'us-east-1')
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'a')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's')
    ;[refusal, status] = ['InternalServiceErrorException', 500]
    await again(0, { mailer: openMailer('from@example.com') })
    expect(asked).toBe(1)
    vi.unstubAllEnvs()
  })
})

const change = (changes: Record<string, unknown>) =>
  updateResource(table, { account_id, type: 'persona_sets', id: 'set' }, changes)
const texts = () => sent.map(({ Body }) => Body.Text.Data)

test('each persona comes with its portrait and three facts', async () => {
  lakeText = JSON.stringify({ 1: 'UE5H' })
  await again()
  const [mail] = sent
  expect(mail!.Body.Text.Data).toContain('2 personas among 20 people. Data up to 31 Dec 2025.\n')
  expect(mail!.Body.Text.Data).toContain(`Oakley: 10 people, 50 %
  - Fact 1 · 1, others 2
  - Fact 2 · 1, others 2
  - Fact 3 · 1, others 2

`)
  expect(mail!.Attachments).toMatchObject([{ ContentDisposition: 'INLINE', RawContent: 'UE5H' }])
  expect(mail!.Body.Html.Data).toContain(`src="cid:${mail!.Attachments![0]!.ContentId}"`)
})

describe('other personas', () => {
  test('another number and other names are mailed, once, with what was', async () => {
    await again()
    await change({ output: personas('Lane', 'Oakley', 'Noel') })
    for (let i = 0; i < 3; i++) await again(5)
    await change({ output: personas('Paused Paul', 'Oakley', 'Noel') })
    for (let i = 0; i < 3; i++) await again(5)
    expect(sent.map(({ Subject }) => Subject.Data)).toEqual([
      'Your personas are ready: Customers personas',
      'Your personas have changed: Customers personas',
      'Your personas have changed: Customers personas',
    ])
    expect(texts()[1]).toContain('(was 2, now 3). Data up to 31 Dec 2025.\n\nNew: Noel.\n')
    expect(texts()[2]).toContain('Lane is now called Paused Paul.\n')
  })

  test('a forced build, another configuration and a given name are no news', async () => {
    await again()
    await change({ built_for: { force: 'x', model: { other: 1 } }, force: 'x', attempt: 2 })
    await again(5)
    await change({ persona_names: { 0: 'Our best' } })
    await again(5)
    await change({ output: personas('Paused Paul', 'Oakley') })
    await again(5)
    expect(sent).toHaveLength(1)
  })

  test('after a failure that was mailed, the same personas are good news once', async () => {
    await again()
    await change({ status: 'error', status_error: 'no stream' })
    for (let i = 0; i < 2; i++) await again(5)
    await change({ status: 'ready', status_error: undefined })
    for (let i = 0; i < 3; i++) await again(5)
    expect(sent.map(({ Subject }) => Subject.Data.split(':')[0])).toEqual([
      'Your personas are ready',
      'Your personas could not be built',
      'Your personas are up to date again',
    ])
  })
})

test('a mail that was given up goes out after a forced build, and then no more', async () => {
  refusal = 'MessageRejected'
  await again()
  refusal = undefined
  for (let i = 0; i < 2; i++) await again(5)
  expect(sent).toHaveLength(0)
  await change({ built_for: { force: 'x' }, attempt: 2 })
  for (let i = 0; i < 3; i++) await again(5)
  expect([sent.length, (await set()).mail_error]).toEqual([1, undefined])
})

describe('never twice', () => {
  /** A table on which the n-th change of an item is the end of the function. */
  const dyingAt = (n: number): Table => {
    let count = 0
    const update: Table['db']['update'] = (...input: never[]) => {
      if (++count >= n) throw new Error('killed')
      return (table.db.update as (...given: never[]) => never)(...input)
    }
    return { ...table, db: Object.assign(Object.create(table.db), { update }) }
  }

  test('the event comes five times at once', async () => {
    await Promise.all([1, 2, 3, 4, 5].map(() => again()))
    expect(sent).toHaveLength(1)
  })

  test('the event comes while the mail is under way, however long that takes', async () => {
    whileSending = async () => {
      whileSending = undefined
      await again()
      await again(10)
      await again(10)
    }
    await again()
    await again(5)
    expect(asked).toBe(1)
    expect((await set()).mailed_for).toMatch(/^ready /)
  })

  test('a function that is killed after it sent, before it could say so', async () => {
    await expect(again(0, { table: dyingAt(3) })).rejects.toThrow('killed')
    expect([asked, (await set()).mailed_for]).toEqual([1, undefined])
    for (let i = 0; i < 5; i++) await again(5)
    expect(asked).toBe(1)
    const { mailed_for, mailing, mailed_personas } = await set()
    expect([typeof mailed_for, mailing, mailed_personas?.length]).toEqual(['string', undefined, 2])
  })

  test.each([1, 2])('one that is killed before it sent (at its change %i) is followed by one that sends', async (n) => {
    await expect(again(0, { table: dyingAt(n) })).rejects.toThrow('killed')
    expect(asked).toBe(0)
    for (let i = 0; i < 3; i++) await again(5)
    expect(asked).toBe(1)
  })

  test('personas that are about to be made anew wait for the next ones', async () => {
    const cohort = { ...resource('cohorts', 'c', { name: 'c' }), account_id }
    const held = { claimed_until: new Date(now + 60_000).toISOString(), output: {} }
    await writeConfig(table, { id: account_id, version: 2 }, { put: [{ ...cohort, ...held } as Resource] })
    await again()
    expect(asked).toBe(0)
    const done = updateResource(table, { account_id, type: 'cohorts', id: 'c' }, { claimed_until: undefined })
    await done
    await change({ output: personas('Lane', 'Oakley', 'Noel') })
    await again()
    await again(5)
    expect(texts()).toEqual([expect.stringContaining('3 personas among')])
  })

  test('personas that stand for a minute are mailed, whatever is on its way', async () => {
    const cohort = { ...resource('cohorts', 'c', { name: 'c' }), account_id }
    const held = { claimed_until: new Date(now + 3_600_000).toISOString() }
    await writeConfig(table, { id: account_id, version: 2 }, { put: [{ ...cohort, ...held } as Resource] })
    await again()
    expect(asked).toBe(0)
    await again(2)
    expect(asked).toBe(1)
  })
})
