import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Asked } from './metered-requests.ts'

interface Consumed {
  CapacityUnits?: number
}

const READS = /\.(GetItem|BatchGetItem|Query|Scan|TransactGetItems)$/

/**
 * Stands between the functions and DynamoDB Local, asks each operation what it consumed, and adds it up in request units
 * as DynamoDB bills them. Costs CPU time: a run that is timed goes without.
 */
export async function meterTable(url: string, of: (request: IncomingMessage) => Asked): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const asked = JSON.parse(Buffer.concat(chunks).toString() || '{}') as object
    const operation = String(request.headers['x-amz-target'])
    const headers: Record<string, string> = {}
    for (const name of ['x-amz-target', 'content-type', 'authorization', 'x-amz-date', 'x-amz-security-token']) {
      const value = request.headers[name]
      if (value !== undefined) headers[name] = String(value)
    }
    // DynamoDB Local checks no signature, so the body may say more than was signed.
    const body = JSON.stringify({ ...asked, ReturnConsumedCapacity: 'TOTAL' })
    const answer = await fetch(url, { method: 'POST', headers, body })
    const text = await answer.text()
    const units = unitsOf(text)
    if (READS.test(operation)) of(request).tableReads += units
    else of(request).tableWrites += units
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(text)
  })
  server.listen(0, '127.0.0.1').unref()
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A write whose condition did not hold is billed, but says nothing of its size: one unit. */
function unitsOf(answer: string): number {
  const { ConsumedCapacity, __type = '' } = JSON.parse(answer || '{}') as {
    ConsumedCapacity?: Consumed | Consumed[]
    __type?: string
  }
  if (/ConditionalCheckFailed|TransactionCanceled/.test(__type)) return 1
  return [ConsumedCapacity ?? []].flat().reduce((sum, one) => sum + (one.CapacityUnits ?? 0), 0)
}
