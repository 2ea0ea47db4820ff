import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { DynamoDBClient, PutItemCommand, QueryCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Fixture, startFixture } from './fixture/start.ts'

let fixture: Fixture
let sfn: SFNClient
beforeAll(async () => {
  fixture = await startFixture()
  sfn = new SFNClient(fixture.client(fixture.cloud.endpoints.sfn))
})
afterAll(() => fixture.stop())

describe('functions', () => {
  test('have the environment of the template, resolved over both stacks', async () => {
    const { payload } = await fixture.invoke('Worker', { do: 'environment' })
    expect(payload).toMatchObject({
      TABLE_NAME: fixture.physical('Table'),
      BUCKET: fixture.cloud.outputs.UploadsBucket,
      GREETING: 'good day',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: fixture.physical('Worker'),
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_ENDPOINT_URL_S3: fixture.cloud.endpoints.s3,
    })
    expect(payload).not.toHaveProperty('HOME')
  })

  test('get a context that counts down', async () => {
    const { payload } = await fixture.invoke('Worker', { do: 'context' })
    expect(payload).toMatchObject({
      functionName: fixture.physical('Worker'),
      memoryLimitInMB: '256',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    const { remaining } = payload as { remaining: number }
    expect(remaining).toBeGreaterThan(0)
    expect(remaining).toBeLessThanOrEqual(60_000)
  })

  test('find the layer, and a native module in several environments at once', async () => {
    expect((await fixture.invoke('Worker', { do: 'layer' })).payload).toBe('the layer')
    const answers = await Promise.all(
      ['Worker', 'Worker', 'Listener', 'Starter'].map((name) => fixture.invoke(name, { do: 'duck' })),
    )
    expect(answers).toEqual(Array(4).fill({ payload: { answer: 42 }, failed: false }))
  })

  test('report errors, crashes and time-outs as Lambda does, and live on', async () => {
    expect(await fixture.invoke('Worker', { do: 'fail', name: 'CustomerError', why: 'test' })).toMatchObject({
      failed: true,
      payload: { errorType: 'CustomerError', errorMessage: 'failed on purpose: test', trace: expect.any(Array) },
    })
    expect(await fixture.invoke('Worker', { do: 'exit' })).toMatchObject({
      failed: true,
      payload: { errorType: 'Runtime.ExitError' },
    })
    expect(await fixture.invoke('Hasty', { do: 'sleep', milliseconds: 5000 })).toMatchObject({
      failed: true,
      payload: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringContaining('Task timed out after 1.00 seconds'),
      },
    })
    expect(await fixture.invoke('Hasty', { do: 'echo', a: 1 })).toEqual({
      failed: false,
      payload: { do: 'echo', a: 1 },
    })
  })

  test('take and give at most 6 MB', async () => {
    const size = 6 * 1024 * 1024
    expect(await fixture.invoke('Worker', { do: 'large', bytes: size })).toMatchObject({
      failed: true,
      payload: { errorType: 'Function.ResponseSizeTooLarge' },
    })
    expect(await fixture.invoke('Worker', { do: 'echo', text: 'x'.repeat(size) })).toMatchObject({
      failed: true,
      payload: { errorType: 'RequestTooLargeException' },
    })
  })

  test('write their output to a log file', async () => {
    await fixture.invoke('Worker', { do: 'log', text: 'a line for the log' })
    const file = join(fixture.data, 'data', 'logs', `${fixture.physical('Worker')}.log`)
    await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8')).toContain('a line for the log')
  })

  test('run a bundle that was swapped from the next call on; calls under way end on the old one', async () => {
    const name = fixture.physical('Listener')
    const old = fixture.cloud.bundles().find((one) => one.name === name)!.bundle
    const bundle = join(fixture.data, 'swapped')
    mkdirSync(bundle)
    writeFileSync(join(bundle, 'index.js'), "exports.handler = async () => 'the new code'")
    // As a bundle of the build says it, whatever stands in a folder above.
    writeFileSync(join(bundle, 'package.json'), '{"type":"commonjs"}')
    // As many at once as a function has environments; the third waits for one of them.
    const slow = [1, 2].map(() => fixture.invoke('Listener', { do: 'sleep', milliseconds: 500 }))
    const waiting = fixture.invoke('Listener', { do: 'echo' })
    fixture.cloud.swap(name, bundle)
    expect((await waiting).payload).toBe('the new code')
    expect((await Promise.all(slow)).map(({ payload }) => payload)).toEqual([{ slept: 500 }, { slept: 500 }])
    // Now an environment of the new code is idle.
    fixture.cloud.swap(name, old)
    expect((await fixture.invoke('Listener', { do: 'echo', a: 1 })).payload).toEqual({ do: 'echo', a: 1 })
  })

  test('that fail asynchronously end as a dead letter', async () => {
    const events = new EventBridgeClient(fixture.client(fixture.cloud.endpoints.events))
    await events.send(new PutEventsCommand({ Entries: [{ Source: 'doom', DetailType: 'x', Detail: '{"a":1}' }] }))
    await expect.poll(() => fixture.cloud.deadLetters()).toHaveLength(1)
    const [{ queue, message }] = fixture.cloud.deadLetters() as [{ queue: string; message: string }]
    expect(queue).toMatch(/^arn:aws:sqs:us-east-1:000000000000:FixtureService-Letters/)
    expect(JSON.parse(message)).toMatchObject({
      requestPayload: { source: 'doom', detail: { a: 1 } },
      responsePayload: { errorType: expect.any(String) },
    })
  })
})

describe('the API', () => {
  const call = (path: string, init?: RequestInit) => fetch(`${fixture.cloud.endpoints.api}${path}`, init)

  test('hands payload format 2.0 to the function of the most specific route', async () => {
    const answer = await call('/v1/things/a%20b/c?x=1&x=2&y=', {
      method: 'PATCH',
      headers: [
        ['Content-Type', 'application/merge-patch+json'],
        ['X-Twice', 'a'],
        ['X-Twice', 'b'],
        ['Cookie', 'k=v; l=w'],
      ],
      body: '{"ü":1}',
    })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /v1/things/{proxy+}',
      rawPath: '/v1/things/a%20b/c',
      rawQueryString: 'x=1&x=2&y=',
      queryStringParameters: { x: '1,2', y: '' },
      pathParameters: { proxy: 'a b/c' },
      headers: { 'x-twice': 'a, b', 'content-type': 'application/merge-patch+json' },
      cookies: ['k=v', 'l=w'],
      requestContext: {
        http: { method: 'PATCH', path: '/v1/things/a%20b/c', sourceIp: '127.0.0.1' },
        stage: '$default',
      },
      body: '{"ü":1}',
      isBase64Encoded: false,
    })
  })

  test('sends what is not text as base64', async () => {
    const bytes = Buffer.from([0, 255, 10, 13])
    const answer = await call('/v1/things', {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes,
    })
    expect(await answer.json()).toMatchObject({
      routeKey: 'ANY /v1/things',
      body: bytes.toString('base64'),
      isBase64Encoded: true,
    })
  })

  test('refuses in its own words what never reaches a function', async () => {
    const answers = async (answer: Response) => [answer.status, await answer.json()]
    expect(await answers(await call('/v1/nothing'))).toEqual([404, { message: 'Not Found' }])
    expect(await answers(await call('/v1/thingsandmore'))).toEqual([404, { message: 'Not Found' }])
    const large = { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024 + 1) }
    expect(await answers(await call('/v1/things', large))).toEqual([413, { message: 'Request Entity Too Large' }])
    const tooMuchForLambda = {
      method: 'POST',
      body: Buffer.alloc(5 * 1024 * 1024),
      headers: { 'content-type': 'image/png' },
    }
    expect(await answers(await call('/v1/things', tooMuchForLambda))).toEqual([
      413,
      { message: 'Request Entity Too Large' },
    ])
    expect(await answers(await call('/v1/things?do=fail'))).toEqual([500, { message: 'Internal Server Error' }])
    expect(await answers(await call('/v1/things/hasty?do=sleep&with={"milliseconds":3000}'))).toEqual([
      500,
      { message: 'Internal Server Error' },
    ])
  })
})

test('a client that hangs up in the middle of a body harms nobody', async () => {
  const { port } = new URL(fixture.cloud.endpoints.api)
  const socket = connect(Number(port), '127.0.0.1')
  socket.write('POST /v1/things HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nhalf')
  await new Promise((resolve) => setTimeout(resolve, 100))
  socket.destroy()
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect((await fetch(`${fixture.cloud.endpoints.api}/v1/things`)).status).toBe(200)
  expect(fixture.lines.filter((line) => line.includes('API front'))).toEqual([])
})

describe('the table', () => {
  test('is DynamoDB Local with the keys and indexes of the template', async () => {
    const client = new DynamoDBClient(fixture.client(fixture.cloud.endpoints.dynamodb))
    const TableName = fixture.physical('Table')
    await client.send(new PutItemCommand({ TableName, Item: { pk: { S: 'index' }, sk: { S: '"by sk"' } } }))
    const query = {
      TableName,
      IndexName: 'by-sk',
      KeyConditionExpression: 'sk = :sk',
      ExpressionAttributeValues: { ':sk': { S: '"by sk"' } },
    }
    expect((await client.send(new QueryCommand(query))).Items).toHaveLength(1)
    const same = { Put: { TableName, Item: { pk: { S: 'same' }, sk: { S: '"same"' } } } }
    await expect(client.send(new TransactWriteItemsCommand({ TransactItems: [same, same] }))).rejects.toThrow(
      /multiple operations on one item/,
    )
  })
})

describe('the state machine', () => {
  const start = async (name: string, prepare: object, more = {}) => {
    const input = JSON.stringify({ build: { id: name }, prepare, quiet_seconds: 0, ...more })
    return (await sfn.send(new StartExecutionCommand({ stateMachineArn: fixture.physical('Machine'), name, input })))
      .executionArn!
  }
  const ended = async (executionArn: string) => {
    await expect
      .poll(async () => (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status)
      .not.toBe('RUNNING')
    return await sfn.send(new DescribeExecutionCommand({ executionArn }))
  }

  test('waits, prepares, maps over shards and finishes; the bus hears of it', async () => {
    const execution = await ended(await start('good', { shards: [0, 1, 2] }))
    expect(execution.status).toBe('SUCCEEDED')
    expect(JSON.parse(execution.output!)).toMatchObject({ build: { id: 'good' }, plan: { shards: [0, 1, 2] } })
    await expect
      .poll(async () => (await fixture.heard()).filter(({ detail }) => (detail as { name?: string })?.name === 'good'))
      .toMatchObject([
        {
          'detail-type': 'Step Functions Execution Status Change',
          source: 'aws.states',
          detail: { status: 'SUCCEEDED', input: execution.input },
        },
      ])
  })

  test('fails with the name of the error that the function threw', async () => {
    const execution = await ended(await start('bad', { do: 'fail', name: 'CustomerError', why: 'test' }))
    expect(execution).toMatchObject({ status: 'FAILED', error: 'CustomerError' })
    expect(JSON.parse(execution.cause!)).toMatchObject({ errorMessage: 'failed on purpose: test' })
  })

  test('can be started by a function', async () => {
    const input = { build: {}, prepare: { shards: [] }, quiet_seconds: 0 }
    const { payload } = await fixture.invoke('Starter', { do: 'start', name: 'by-function', input })
    expect((await ended((payload as { arn: string }).arn)).status).toBe('SUCCEEDED')
  })

  test('can be a target of a rule', async () => {
    const events = new EventBridgeClient(fixture.client(fixture.cloud.endpoints.events))
    await events.send(new PutEventsCommand({ Entries: [{ Source: 'ask', DetailType: 'x', Detail: '{}' }] }))
    // The event is no input that the machine understands: it fails, but it ran.
    await expect
      .poll(() => fixture.cloud.executions().filter(({ input }) => input.includes('"source":"ask"')).length)
      .toBe(1)
  })
})

test('an object in the bucket reaches the function that listens', async () => {
  const s3 = new S3Client(fixture.client(fixture.cloud.endpoints.s3))
  await s3.send(
    new PutObjectCommand({ Bucket: fixture.cloud.outputs.UploadsBucket, Key: 'acct/orders/ü.csv', Body: 'a,b' }),
  )
  await expect
    .poll(async () => (await fixture.heard()).filter(({ source }) => source === 'aws.s3'))
    .toMatchObject([{ detail: { object: { key: 'acct/orders/ü.csv', size: 3 } } }])
})

test('mail arrives in the inbox', async () => {
  const ses = new SESv2Client(fixture.client(fixture.cloud.endpoints.ses))
  await ses.send(
    new SendEmailCommand({
      FromEmailAddress: 'from@example.com',
      Destination: { ToAddresses: ['to@example.com'] },
      Content: {
        Simple: { Subject: { Data: 'Ready <b>' }, Body: { Text: { Data: 'text' }, Html: { Data: '<p>"html"</p>' } } },
      },
    }),
  )
  expect(fixture.cloud.mail()).toMatchObject([
    { sender: 'from@example.com', recipients: 'to@example.com', subject: 'Ready <b>', text: 'text' },
  ])
  const page = await (await fetch(fixture.cloud.endpoints.inbox)).text()
  expect(page).toContain('Ready &#60;b&#62;')
})

test('what the local cloud does not do is answered with 501', async () => {
  const lambda = new LambdaClient(fixture.client(fixture.cloud.endpoints.control))
  await expect(lambda.send(new ListFunctionsCommand())).rejects.toMatchObject({
    name: 'NotImplemented',
    $metadata: { httpStatusCode: 501 },
  })
})

// Last: it moves the clock for everyone.
test('the clock moves: schedules of customers and of rules fire in order, functions see the time', async () => {
  const scheduler = new SchedulerClient(fixture.client(fixture.cloud.endpoints.scheduler))
  const now = fixture.cloud.clock.now()
  const hour = new Date(Math.ceil((now + 1) / 3_600_000) * 3_600_000)
  await scheduler.send(
    new CreateScheduleCommand({
      Name: 'hourly',
      GroupName: 'fixture',
      ScheduleExpression: 'cron(0 * * * ? *)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: fixture.cloud.outputs.ListenerArn,
        RoleArn: 'arn:aws:iam::000000000000:role/x',
        Input: '{"do":"remember","id":"hourly","scheduled_time":"<aws.scheduler.scheduled-time>"}',
      },
    }),
  )
  const answer = await fetch(`${fixture.cloud.endpoints.control}/clock`, { method: 'POST', body: '{"advance":"2h"}' })
  expect(answer.status).toBe(200)
  const heard = await fixture.heard()
  const second = new Date(hour.getTime() + 3_600_000)
  const times = heard.filter(({ id }) => id === 'hourly').map(({ scheduled_time }) => scheduled_time)
  expect(times.sort()).toEqual([hour, second].map((time) => time.toISOString().replace('.000Z', 'Z')))
  expect(heard.filter(({ 'detail-type': type }) => type === 'Scheduled Event')).toHaveLength(24)
  const { payload } = await fixture.invoke('Worker', { do: 'now' })
  expect(Date.parse((payload as { now: string }).now)).toBeGreaterThanOrEqual(now + 7_200_000)
})
