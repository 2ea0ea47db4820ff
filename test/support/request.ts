export interface Answer {
  status: number
  headers: Headers
  /** The body as it came: as text it has lost a byte order mark. */
  bytes: Buffer
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every form
  body: any
}

/** One request, whatever comes of it. An object becomes JSON, text and bytes go as they are. */
export async function request(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
  redirect: 'follow' | 'manual' = 'follow',
): Promise<Answer> {
  const raw = typeof body === 'string' || body instanceof Uint8Array
  const response = await fetch(url, {
    method,
    redirect,
    headers: {
      ...(body !== undefined && { 'content-type': raw ? 'application/octet-stream' : 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: raw ? (body as string) : JSON.stringify(body) }),
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  const text = new TextDecoder().decode(bytes)
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  return { status: response.status, headers: response.headers, bytes, body: isJson ? JSON.parse(text) : text }
}
