import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** The calls that one function made to S3, in the units in which AWS bills them. */
export interface Asked {
  s3Writes: number
  s3Reads: number
  /** Bytes of the bodies that it put, and of those that it got. */
  put: number
  got: number
}

/** By the function's physical name and, of a machine's, the step; `client` is who has none. */
export type Requests = Record<string, Asked>

export const nothingAsked = (): Asked => ({ s3Writes: 0, s3Reads: 0, put: 0, got: 0 })

/**
 * Counts what reaches the S3 of this process, without a hand in between. Its port is known only later.
 *
 * @param workOf the work of a function; the steps of one machine share a function, and differ by the step
 */
export function meterRequests(ports: { s3: number }, workOf: (asker: string) => string): Requests {
  const requests: Requests = {}
  // The local cloud gives every function its own name as session token.
  const of = ({ headers }: IncomingMessage): Asked => {
    const asker = workOf(String(headers['x-amz-security-token'] ?? 'client'))
    requests[asker] ??= nothingAsked()
    return requests[asker]
  }
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    if (request.socket.localPort === ports.s3) countObject(of(request), request)
  })
  // A connection serves many requests: what it sent since the last one was this one's.
  const sent = new WeakMap<Socket, number>()
  subscribe('http.server.response.finish', (message) => {
    const { request } = message as { request: IncomingMessage }
    const { socket } = request
    if (socket.localPort !== ports.s3) return
    const now = socket.bytesWritten
    if (request.method === 'GET') of(request).got += now - (sent.get(socket) ?? 0)
    sent.set(socket, now)
  })
  return requests
}

/** A PUT, a POST and a list are billed as a write; what deletes is free; the others are reads. */
function countObject(asked: Asked, request: IncomingMessage): void {
  const { method, url, headers } = request
  if (method === 'DELETE') return
  if (method !== 'PUT' && method !== 'POST' && !url?.includes('list-type')) {
    asked.s3Reads++
    return
  }
  asked.s3Writes++
  if (method !== 'PUT') return
  asked.put += Number(headers['x-amz-decoded-content-length'] ?? headers['content-length'] ?? 0)
}
