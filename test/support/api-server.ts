import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { lakeQueries, profileWords } from '../../cdk/functions.ts'
import { contract } from '../../shared/nouns/nouns.ts'
import { intakePaths } from '../../shared/nouns/sources/intake.ts'

type Handler = (event: unknown, context: unknown) => Promise<Answer>
interface Answer {
  statusCode: number
  headers?: Record<string, string>
  cookies?: string[]
  body?: string
  isBase64Encoded?: boolean
}

/** The media types that API Gateway hands on as text; all else becomes base64. */
const text = /^(text\/|application\/(json|xml|.+\+json)\b)/i

/** Functions that have a route for themselves, which goes before that of their noun. */
const exact = Object.entries(lakeQueries).flatMap(([path, routes]) =>
  routes.map((route) => {
    const [method, template] = route.split(' ') as [string, string]
    return {
      name: path.replace('api/faraday/', ''),
      method,
      path: new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    }
  }),
)

const intakeRoutes = intakePaths.map(({ path }) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`))

/** The handlers behind HTTP, as an HTTP API with payload format 2.0 would call them. */
export async function startApi() {
  const handlers = new Map<string, Handler>()
  for (const noun of [
    ...Object.keys(contract).filter((name) => !['intake', 'spaces'].includes(name)),
    ...exact.map(({ name }) => name),
    'not-found',
  ]) {
    const { handler } = (await import(`../../functions/api/faraday/${noun}.ts`)) as { handler: Handler }
    handlers.set(noun, handler)
  }
  const { handler: intake } = (await import('../../functions/api/segment/intake.ts')) as unknown as { handler: Handler }
  const { handler: profiles } = (await import('../../functions/api/segment/profiles.ts')) as unknown as {
    handler: Handler
  }
  for (const word of profileWords) handlers.set(word, profiles)
  const server = createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
    const [rawPath = '', rawQueryString = ''] = (request.url ?? '').split('?')
    const noun = /^\/v1\/(\w+)(\/|$)/.exec(rawPath)?.[1] ?? (rawPath === '/openapi.json' ? 'openapi' : '')
    const own = exact.find(({ method, path }) => method === request.method && path.test(rawPath))?.name
    const handler = intakeRoutes.some((route) => route.test(rawPath))
      ? intake
      : (handlers.get(own ?? noun) ?? handlers.get('not-found')!)
    const body = await read(request)
    const isText = text.test(request.headers['content-type'] ?? '')
    const answer = await handler(
      {
        version: '2.0',
        rawPath,
        rawQueryString,
        headers: {
          ...Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
          'x-forwarded-proto': 'http',
        },
        requestContext: {
          http: { method: request.method, path: rawPath, sourceIp: '192.0.2.7' },
          domainName: request.headers.host,
          routeKey: `ANY /v1/${noun}`,
        },
        ...(request.headers.cookie && { cookies: request.headers.cookie.split('; ') }),
        ...(body.length && { body: body.toString(isText ? 'utf8' : 'base64') }),
        isBase64Encoded: body.length > 0 && !isText,
      },
      {},
    )
    response.writeHead(answer.statusCode, {
      ...answer.headers,
      ...(answer.cookies && { 'set-cookie': answer.cookies }),
    })
    response.end(answer.body && Buffer.from(answer.body, answer.isBase64Encoded ? 'base64' : 'utf8'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
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
  return Buffer.concat(chunks)
}
