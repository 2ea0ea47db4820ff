import { readFileSync } from 'node:fs'

export type Json = Record<string, unknown>

/** The public API as a customer's own script would call it: plain HTTP, nothing of Moira's code. */
export interface Client {
  post(path: string, body: Json): Promise<Json & { id: string }>
  get<Answer = Json>(path: string): Promise<Answer>
  text(path: string): Promise<string>
  upload(path: string, file: string): Promise<void>
}

/** Throws the service's own sentence on any answer that is not a success. */
export function createClient(api: string, key: string): Client {
  const call = async (method: string, path: string, init: RequestInit = {}) => {
    const response = await fetch(`${api}/v1${path}`, {
      method,
      ...init,
      headers: { authorization: `Bearer ${key}`, ...init.headers },
    })
    if (response.ok) return response
    const body = await response.text()
    let note = body
    try {
      note = (JSON.parse(body) as { note?: string }).note ?? body
    } catch {}
    throw new Error(`${method} ${path}: ${response.status} ${note}`)
  }
  return {
    async post(path, body) {
      const headers = { 'content-type': 'application/json' }
      const response = await call('POST', path, { headers, body: JSON.stringify(body) })
      return (await response.json()) as Json & { id: string }
    },
    async get<Answer>(path: string) {
      return (await (await call('GET', path)).json()) as Answer
    },
    text: async (path) => (await call('GET', path)).text(),
    async upload(path, file) {
      const content = readFileSync(file)
      // A file that is too large for a function goes straight to the bucket.
      if (content.byteLength > 4_000_000) {
        const { url } = (await (await call('POST', `/uploads/${path}/url`)).json()) as { url: string }
        const put = await fetch(url, { method: 'PUT', body: content })
        if (!put.ok) throw new Error(`PUT ${path} to the presigned URL: ${put.status}`)
        return
      }
      const headers = { 'content-type': 'application/octet-stream' }
      await call('POST', `/uploads/${path}`, { headers, body: content })
    },
  }
}
