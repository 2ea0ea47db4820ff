import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** What one function asked for, in the units in which AWS bills it. */
export interface Asked {
  s3Writes: number
  s3Reads: number
  /** Bytes of the bodies that it put, and of those that it got. */
  put: number
  got: number
  events: number
  apiCalls: number
  /** Request units; counted only when the table is metered, see metered-table.ts. */
  tableReads: number
  tableWrites: number
}

/** By the function's physical name and, of a machine's, the step; `client` is who has none. */
export type Requests = Record<string, Asked>

export const nothingAsked = (): Asked => ({
  ...{ s3Writes: 0, s3Reads: 0, put: 0, got: 0, events: 0, apiCalls: 0 },
  ...{ tableReads: 0, tableWrites: 0 },
})

/** Whose request it is: the local cloud gives every function its own name as session token. */
export const askerOf = ({ headers }: IncomingMessage): string => String(headers['x-amz-security-token'] ?? 'client')

/**
 * Counts what reaches the servers of this process, without a hand in between. The ports are known only later.
 *
 * @param workOf what a function is at: a machine's are one, and are told apart by the step
 */
export function meterRequests(
  ports: { s3: number; services: number; api: number },
  workOf: (asker: string) => string = (asker) => asker,
) {
  const requests: Requests = {}
  const of = (request: IncomingMessage): Asked => {
    const asker = workOf(askerOf(request))
    requests[asker] ??= nothingAsked()
    return requests[asker]
  }
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    const port = request.socket.localPort
    if (port === ports.s3) countObject(of(request), request)
    else if (port === ports.api) of(request).apiCalls++
    else if (port === ports.services && /PutEvents$/.test(String(request.headers['x-amz-target']))) of(request).events++
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
  return { requests, of }
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
