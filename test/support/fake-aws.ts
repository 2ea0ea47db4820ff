import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Stored {
  body: Buffer
  etag: string
  modified: Date
}

/**
 * S3, SQS, SES, EventBridge and Scheduler as far as the API calls them, in memory: they remember their calls, so that tests look
 * at what happened instead of scripting it. Sets the environment by which the SDK finds them.
 */
export async function startFakeAws() {
  const objects = new Map<string, Stored>()
  const events: { type: string; detail: unknown }[] = []
  const schedules = new Map<string, Record<string, unknown>>()
  const mails: { to: string; subject: string; text: string; html: string }[] = []
  const messages: { group: string; body: string }[] = []
  let queueIsAway = false
  let failures = 0
  let refusal: string | undefined

  const server = createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
    const body = await read(request)
    const url = new URL(request.url ?? '/', 'http://fake')
    if (failures > 0) {
      failures--
      response.writeHead(400, { 'x-amzn-errortype': 'ValidationException' }).end('{"message":"planted"}')
    } else if (request.headers['x-amz-target'] === 'AWSEvents.PutEvents') {
      for (const entry of JSON.parse(body.toString()).Entries) {
        events.push({ type: entry.DetailType, detail: JSON.parse(entry.Detail) })
      }
      json(response, 200, { FailedEntryCount: 0, Entries: [{}] })
    } else if (request.headers['x-amz-target'] === 'AmazonSQS.SendMessage') {
      if (queueIsAway) return json(response, 503, { message: 'planted' })
      const { MessageBody, MessageGroupId } = JSON.parse(body.toString())
      messages.push({ group: MessageGroupId, body: MessageBody })
      const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex')
      json(response, 200, { MessageId: String(messages.length), MD5OfMessageBody })
    } else if (request.headers['x-amz-target'] === 'AmazonSQS.SendMessageBatch') {
      if (queueIsAway) return json(response, 503, { message: 'planted' })
      const { Entries } = JSON.parse(body.toString()) as { Entries: Record<string, string>[] }
      const Successful = Entries.map(({ Id, MessageBody = '', MessageGroupId = '' }) => {
        messages.push({ group: MessageGroupId, body: MessageBody })
        const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex')
        return { Id, MessageId: String(messages.length), MD5OfMessageBody }
      })
      json(response, 200, { Successful, Failed: [] })
    } else if (url.pathname === '/v2/email/outbound-emails') {
      const { Destination, Content } = JSON.parse(body.toString())
      const { Subject, Body } = Content.Simple
      mails.push({
        to: Destination.ToAddresses.join(),
        subject: Subject.Data,
        text: Body.Text.Data,
        html: Body.Html.Data,
      })
      json(response, 200, { MessageId: String(mails.length) })
    } else if (url.pathname.startsWith('/schedules/')) scheduler(request, response, url, body)
    else s3(request, response, url, body)
  })

  function scheduler(request: IncomingMessage, response: ServerResponse, url: URL, body: Buffer) {
    const name = decodeURIComponent(url.pathname.split('/')[2]!)
    const exists = schedules.has(name)
    if (request.method === 'POST' ? exists : !exists) {
      const type = exists ? 'ConflictException' : 'ResourceNotFoundException'
      return response.writeHead(exists ? 409 : 404, { 'x-amzn-errortype': type }).end('{"Message":"no"}')
    }
    if (request.method === 'GET') return json(response, 200, schedules.get(name))
    if (refusal !== undefined && request.method !== 'DELETE') {
      const message = JSON.stringify({ Message: refusal })
      return response.writeHead(400, { 'x-amzn-errortype': 'ValidationException' }).end(message)
    }
    if (request.method === 'DELETE') schedules.delete(name)
    else schedules.set(name, JSON.parse(body.toString()))
    return json(response, 200, { ScheduleArn: `arn:${name}` })
  }

  function s3(request: IncomingMessage, response: ServerResponse, url: URL, body: Buffer) {
    const key = decodeURIComponent(url.pathname.slice(1))
    if (url.searchParams.has('list-type')) {
      const prefix = `${key.replace(/\/$/, '')}/${url.searchParams.get('prefix') ?? ''}`
      const found = [...objects].filter(([name]) => name.startsWith(prefix))
      const contents = found.map(([name, { etag, body, modified }]) =>
        [
          `<Contents><Key>${name.slice(name.indexOf('/') + 1)}</Key><ETag>&quot;${etag}&quot;</ETag>`,
          `<Size>${body.length}</Size><LastModified>${modified.toISOString()}</LastModified></Contents>`,
        ].join(''),
      )
      return response.end(`<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`)
    }
    if (request.method === 'PUT') {
      const etag = createHash('md5').update(body).digest('hex')
      objects.set(key, { body, etag, modified: new Date() })
      return response.writeHead(200, { etag: `"${etag}"` }).end()
    }
    if (request.method === 'DELETE') {
      objects.delete(key)
      return response.writeHead(204).end()
    }
    const object = objects.get(key)
    if (!object) return response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>')
    const end = /bytes=0-(\d+)/.exec(request.headers.range ?? '')?.[1]
    const part = end ? object.body.subarray(0, Number(end) + 1) : object.body
    response.writeHead(end ? 206 : 200, {
      etag: `"${object.etag}"`,
      'content-length': part.length,
      'last-modified': object.modified.toUTCString(),
    })
    return response.end(request.method === 'HEAD' ? undefined : part)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ENDPOINT_URL_EVENTBRIDGE: endpoint,
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_ENDPOINT_URL_SESV2: endpoint,
    MAIL_FROM: 'personas@example.com',
    DASHBOARD_URL: 'https://dashboard.example',
    EVENTS_QUEUE_URL: `${endpoint}/000000000000/events`,
    AWS_ENDPOINT_URL_SCHEDULER: endpoint,
    UPLOADS_BUCKET: 'uploads',
    LAKE_BUCKET: 'lake',
    EXPORTS_BUCKET: 'exports',
    SCHEDULE_GROUP: 'group',
    SCHEDULE_TARGET_ARN: 'arn:target',
    SCHEDULE_ROLE_ARN: 'arn:role',
  })
  return {
    events,
    schedules,
    /** The messages that the queue took, oldest first. */
    messages,
    /** Mails, oldest first. */
    mails,
    /** The queue answers nothing but 503. */
    takeQueueAway: (away: boolean) => {
      queueIsAway = away
    },
    put: (bucket: string, key: string, body: string | Uint8Array) =>
      objects.set(`${bucket}/${key}`, { body: Buffer.from(body as string), etag: 'e', modified: new Date() }),
    keys: () => [...objects.keys()],
    /** The next so many requests fail. */
    fail: (count: number) => {
      failures = count
    },
    /** Scheduler refuses every schedule with this sentence; undefined: none. */
    refuseSchedules: (sentence: string | undefined) => {
      refusal = sentence
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  // The SDK sends uploads in signed chunks with a checksum behind them.
  return request.headers['content-encoding']?.includes('aws-chunked') ? unchunked(body) : body
}

function unchunked(body: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; ; ) {
    const line = body.indexOf('\r\n', at)
    const size = Number.parseInt(body.subarray(at, line).toString(), 16)
    if (!size) return Buffer.concat(parts)
    parts.push(body.subarray(line + 2, line + 2 + size))
    at = line + 2 + size + 2
  }
}

const json = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
