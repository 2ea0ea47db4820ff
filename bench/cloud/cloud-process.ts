// The local cloud in a separate process, for benches that measure it from outside. measured-cloud.ts starts it by fork:
// it sends `{ ready }` once, `{ call }` at the begin and end of every call of a function, and ends with its parent.
import { subscribe } from 'node:diagnostics_channel'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { startCloud } from '../../local/cloud.ts'
import { createFirstAccount } from '../../local/first-account.ts'
import { localParameters } from '../../local/parameters.ts'
import { meterRequests, type Requests } from './metered-requests.ts'

// A parent that has heard enough hangs up while builds still run: what it no longer hears is no error.
const tell = (message: FromCloud) => process.connected && process.send?.(message, undefined, undefined, () => {})

export type FromCloud =
  | { ready: { api: string; key: string; account: string; environment: Record<string, string>; lake: string } }
  | { call: { name: string; began: boolean; memoryMb: number; requests: Requests } }

const ports = { s3: 0 }
/** Function → what it was called for last. */
const working = new Map<string, string>()
const requests = meterRequests(ports, (asker) => working.get(asker) ?? asker)

// Node announces every worker that it makes; the cloud's are its functions' environments, which take one call at a time.
subscribe('worker_threads', (message) => {
  const { worker } = message as { worker: Worker }
  const post = worker.postMessage.bind(worker)
  let name = ''
  let memoryMb = 0
  worker.postMessage = (call: { name?: string; memory?: number; event?: string }) => {
    // A message without an event asks the environment to end.
    if (call.event === undefined) return post(call)
    // The steps of a machine are one function.
    const step = (JSON.parse(call.event) as { step?: string }).step
    name = `${call.name ?? ''}${step ? ` ${step}` : ''}`
    memoryMb = call.memory ?? 0
    working.set(call.name ?? '', name)
    tell({ call: { name, began: true, memoryMb, requests } })
    post(call)
  }
  worker.on(
    'message',
    (answer: object) => 'payload' in answer && tell({ call: { name, began: false, memoryMb, requests } }),
  )
})

const [assembly, folder] = process.argv.slice(2) as [string, string]
const cloud = await startCloud({
  assembly,
  data: join(folder, 'cloud'),
  parameters: localParameters,
})
ports.s3 = Number(new URL(cloud.endpoints.s3).port)
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
