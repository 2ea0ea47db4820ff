// The local cloud in a process of its own, for benches that measure it from outside. Started by measured-cloud.ts by
// fork: tells `{ ready }` once, `{ call }` at the begin and end of every call of a function, and ends with its parent.
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { startCloud } from '../local/cloud.ts'
import { createFirstAccount } from '../local/first-account.ts'
import { localParameters } from '../local/parameters.ts'

/** Requests to S3 so far: what is billed as a write, and what as a read. */
export interface Requests {
  writes: number
  reads: number
}

const tell = (message: FromCloud) => process.send?.(message)

export type FromCloud =
  | { ready: { api: string; key: string; account: string; environment: Record<string, string>; lake: string } }
  | { call: { name: string; began: boolean; memoryMb: number; requests: Requests } }

const requests: Requests = { writes: 0, reads: 0 }
let s3Port = 0
subscribe('http.server.request.start', (message) => {
  const { request } = message as { request: IncomingMessage }
  if (request.socket.localPort !== s3Port) return
  if (request.method === 'PUT' || request.method === 'POST' || request.url?.includes('list-type')) requests.writes++
  else if (request.method !== 'DELETE') requests.reads++
})

// Node announces every worker that it makes; the cloud's are its functions' environments, which take one call at a time.
subscribe('worker_threads', (message) => {
  const { worker } = message as { worker: Worker }
  const post = worker.postMessage.bind(worker)
  let name = ''
  let memoryMb = 0
  worker.postMessage = (call: { name?: string; memory?: number }) => {
    name = call.name ?? ''
    memoryMb = call.memory ?? 0
    tell({ call: { name, began: true, memoryMb, requests } })
    post(call)
  }
  worker.on(
    'message',
    (answer: object) => 'payload' in answer && tell({ call: { name, began: false, memoryMb, requests } }),
  )
})

const [assembly, folder] = process.argv.slice(2) as [string, string]
const cloud = await startCloud({ assembly, data: join(folder, 'cloud'), parameters: localParameters })
s3Port = Number(new URL(cloud.endpoints.s3).port)
const leave = () => cloud.stop().then(() => process.exit())
process.on('disconnect', leave)
cloud.broken.catch((error) => {
  console.error(error)
  process.exit(1)
})
const account = await createFirstAccount(cloud, console.error)
if (!account) throw new Error('no account could be made')
tell({
  ready: {
    api: cloud.endpoints.api,
    key: account.live_key,
    account: account.account_id,
    environment: cloud.environment,
    lake: cloud.outputs.LakeBucket!,
  },
})
