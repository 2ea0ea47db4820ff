import type { Service } from './service.ts'

/** A browser that signed in, as far as the API sees it: a cookie, and the header by which it says where a request comes from. */
export interface SignedIn {
  cookie: string
  ask: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answered>
}
interface Answered {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: bodies of tests have many shapes
  body: any
}

/** One request without a key. */
export async function send(
  service: Service,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<Answered & { cookie: string }> {
  const answer = await fetch(`${service.url}/v1${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0]!
  return { status: answer.status, body: text ? JSON.parse(text) : undefined, cookie }
}

/** Signs in with a key or with the token of a link. */
export async function signIn(service: Service, by: { api_key: string } | { token: string }): Promise<SignedIn> {
  const { status, cookie, body } = await send(service, 'POST', '/sessions', {}, by)
  if (status !== 201) throw new Error(`the sign-in was answered with ${status}: ${body?.note}`)
  return {
    cookie,
    ask: (method, path, sent, headers = {}) =>
      send(service, method, path, { cookie, 'sec-fetch-site': 'same-origin', ...headers }, sent),
  }
}

/** The token of the last link that was mailed to an address. */
export function mailedToken(service: Service, to: string): string {
  const mail = service.aws.mails.findLast((one) => one.to === to)
  const token = /https:\/\/dashboard\.example\/#token=([\w-]{43})/.exec(mail?.text ?? '')?.[1]
  if (!token) throw new Error(`no link was mailed to ${to}`)
  return token
}
