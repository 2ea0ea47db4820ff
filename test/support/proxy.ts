import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as it came to the proxy, and the status that it was answered with. */
export interface Passed {
  path: string
  status: number
  headers: IncomingMessage['headers']
  at: number
}

/** How the proxy answers the next request instead of passing it on. */
export type Fault = { status: number; headers?: Record<string, string> } | 'hang up' | 'lose the answer'

/**
 * An HTTP proxy in front of a server, for tests of clients: it does the planned faults in turn, and passes on everything
 * else. `stopListening` refuses connections until `listen`, at the same port.
 */
export async function startProxy(target: string) {
  const passed: Passed[] = []
  const faults: Fault[] = []
  const { hostname, port } = new URL(target)

  const forward = (
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    note: (status: number) => void,
    lose: boolean,
  ) => {
    const { method, url, headers } = incoming
    const onward = request({ hostname, port, method, path: url, headers }, (answer) => {
      note(answer.statusCode ?? 0)
      if (lose) return void answer.resume().once('end', () => incoming.socket.destroy())
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.once('error', () => outgoing.destroy())
    incoming.pipe(onward)
  }

  const answer = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const fault = incoming.method === 'POST' ? faults.shift() : undefined
    const note = (status: number) =>
      passed.push({ path: incoming.url ?? '', status, headers: incoming.headers, at: Date.now() })
    if (fault === 'hang up') {
      note(0)
      incoming.socket.destroy()
    } else if (typeof fault === 'object') {
      incoming.resume().once('end', () => {
        note(fault.status)
        outgoing.writeHead(fault.status, fault.headers).end()
      })
    } else forward(incoming, outgoing, note, fault === 'lose the answer')
  }

  let server: Server
  const listen = (at: number) =>
    new Promise<void>((resolve) => {
      server = createServer(answer).listen(at, '127.0.0.1', resolve)
    })
  await listen(0)
  const own = (server!.address() as AddressInfo).port
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    url: `http://127.0.0.1:${own}`,
    /** Every request so far, oldest first. */
    passed,
    /** The next requests meet these faults, one each. */
    plan: (...next: Fault[]) => void faults.push(...next),
    stopListening: close,
    listen: () => listen(own),
    stop: close,
  }
}
