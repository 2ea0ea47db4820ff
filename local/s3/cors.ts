import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Bucket, CorsRule } from './store.ts'

type Buckets = Map<string, Bucket>

/** A pattern of S3: one `*` stands for any text. */
function fits(pattern: string, text: string): boolean {
  const [before = '', after] = pattern.toLowerCase().split('*')
  if (after === undefined) return pattern.toLowerCase() === text.toLowerCase()
  const given = text.toLowerCase()
  return given.length >= before.length + after.length && given.startsWith(before) && given.endsWith(after)
}

function ruleFor(
  { url = '/' }: IncomingMessage,
  origin: string,
  method: string,
  buckets: Buckets,
): CorsRule | undefined {
  const [name = ''] = url.slice(1).split(/[/?]/)
  const rules = buckets.get(decodeURIComponent(name))?.cors ?? []
  return rules.find(
    ({ AllowedOrigins, AllowedMethods }) =>
      AllowedOrigins.some((one) => fits(one, origin)) && AllowedMethods.includes(method),
  )
}

/** Answers a browser that asks whether a page of another origin may send a request: 403 where no rule of the bucket says so. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse, buckets: Buckets): boolean {
  if (request.method !== 'OPTIONS') return false
  const { origin = '', 'access-control-request-method': method = '' } = request.headers
  const rule = ruleFor(request, origin, method, buckets)
  const wanted = String(request.headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
  const allowed = wanted.every((one) => rule?.AllowedHeaders?.some((pattern) => fits(pattern, one)))
  if (!rule || !allowed) {
    response.writeHead(403).end()
    return true
  }
  response
    .writeHead(200, {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': rule.AllowedMethods.join(', '),
      ...(wanted.length && { 'access-control-allow-headers': wanted.join(', ') }),
      ...(rule.MaxAge && { 'access-control-max-age': String(rule.MaxAge) }),
      vary: 'Origin',
    })
    .end()
  return true
}

/** Lets the page read the answer, where a rule of the bucket says so. */
export function allowPage(request: IncomingMessage, response: ServerResponse, buckets: Buckets): void {
  const { origin } = request.headers
  if (!origin || !ruleFor(request, origin, request.method ?? '', buckets)) return
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('vary', 'Origin')
}
