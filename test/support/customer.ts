import { type Answer, request } from './request.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every form
type Any = any

/** One account's owner, who speaks plain HTTP. Every request to an account of one's own; paths start after `/v1`. */
export interface Customer {
  account_id: string
  email: string
  key: string
  /** One request, whatever comes of it. An object becomes JSON, text and bytes go as they are. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** The body of an answer that must be a success. */
  get(path: string): Promise<Any>
  post(path: string, body?: unknown): Promise<Any>
  patch(path: string, body: unknown): Promise<Any>
  remove(path: string): Promise<void>
  /** `directory/file` and its text. */
  upload(path: string, content: string | Uint8Array): Promise<void>
  /** The resource once nothing is under way; it must be ready. */
  ready(path: string): Promise<Any>
  /** The resource once nothing is under way, however it ended. */
  rested(path: string): Promise<Any>
  /** A CSV, as records by column. */
  rows(path: string): Promise<Record<string, string>[]>
}

export function customerOf(given: {
  id: string
  key: string
  email: string
  api: () => string
  settled: () => Promise<void>
}): Customer {
  const { id, key, email, settled } = given
  const ask: Customer['ask'] = (method, path, body, headers) =>
    request(method, `${given.api()}/v1${path}`, body, { authorization: `Bearer ${key}`, ...headers })
  const done = async (method: string, path: string, body?: unknown) => {
    const said = await ask(method, path, body)
    if (said.status >= 300) throw new Error(`${method} ${path}: ${said.status} ${JSON.stringify(said.body)}`)
    return said.body
  }
  const rested = async (path: string) => {
    await settled()
    return await done('GET', path)
  }
  return {
    account_id: id,
    email,
    key,
    ask,
    rested,
    get: (path) => done('GET', path),
    post: (path, body) => done('POST', path, body),
    patch: (path, body) => done('PATCH', path, body),
    remove: (path) => done('DELETE', path),
    upload: (path, content) => done('POST', `/uploads/${path}`, content),
    async ready(path) {
      const resource = await rested(path)
      const { status, status_error, status_note } = resource
      if (status !== 'ready') throw new Error(`${path} is ${status}: ${status_error ?? status_note ?? 'no word why'}`)
      return resource
    },
    rows: async (path) => records(await done('GET', path)),
  }
}

/** Reads CSV as RFC 4180 says it: no more than the tests' own files need. */
export function records(csv: string): Record<string, string>[] {
  const lines: string[][] = [[]]
  for (const [, quoted, bare = '', end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^,"\n]*))(,|\r?\n|$)/g)) {
    if (end === '' && !quoted && !bare && !lines.at(-1)!.length) break
    lines.at(-1)!.push(quoted?.replaceAll('""', '"') ?? bare)
    if (end !== ',' && end !== '') lines.push([])
    if (end === '') break
  }
  const [header = [], ...rest] = lines.filter((line) => line.length)
  return rest.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ''])))
}
