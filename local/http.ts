import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Listening {
  port: number
  url: string
  close(): Promise<void>
}

/** Listens on the loopback address only; port 0 takes a free one. Rejects with a sentence when the port is taken. */
export async function listen(port: number, handler: RequestListener): Promise<Listening> {
  // No limit on how long a request may take: uploads of hundreds of megabytes are normal.
  const server: Server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 }, handler)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`port ${port} is taken: stop what listens there, or choose another with --port N`)
          : error,
      ),
    )
    server.listen(port, '127.0.0.1', resolve)
  })
  const taken = (server.address() as AddressInfo).port
  return {
    port: taken,
    url: `http://127.0.0.1:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Reads a whole body; past `limit` bytes it stops reading and returns undefined. */
export async function readBody(
  request: IncomingMessage,
  limit = Number.POSITIVE_INFINITY,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** An error as AWS's JSON protocols report it: thrown by the faces, turned into a response in one place. */
export class ServiceError extends Error {
  readonly code: string
  readonly status: number
  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** Answers the SDK with an error of one of the JSON protocols (1.0, 1.1 and REST read the same headers and body). */
export function sendServiceError(response: ServerResponse, error: unknown): void {
  const { code, status, message } =
    error instanceof ServiceError
      ? error
      : { code: 'InternalServerError', status: 500, message: String((error as Error)?.message ?? error) }
  sendJson(response, status, { __type: code, message, Message: message }, { 'x-amzn-errortype': code })
}
