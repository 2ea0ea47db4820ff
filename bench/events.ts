// npm run bench -- events [EVENTS] [visible]: events into profiles: processor time, units, dollars; reads; `visible`: only the time to a profile.
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDynamo } from '../local/dynamodb/process.ts'
import { createTables } from '../local/dynamodb/tables.ts'
import { CREDENTIALS, REGION } from '../local/place.ts'
import { acceptEvents } from '../shared/engines/events/accept.ts'
import type { QueuedEvents } from '../shared/engines/events/queued.ts'
import { resolveFacts } from '../shared/engines/identity/resolve-facts.ts'
import { type Facts, joinFacts, packComponent, unpackComponent } from '../shared/engines/profiles/component.ts'
import type { LiveFact } from '../shared/engines/profiles/fact.ts'
import type { ConsumerContext } from '../shared/nouns/profiles/context.ts'
import { keepEvents } from '../shared/nouns/profiles/keep-events.ts'
import { rulesOfAccount } from '../shared/nouns/profiles/read-settings.ts'
import { SourceConfig } from '../shared/nouns/sources/contract.ts'
import { defaultIdentifiers } from '../shared/nouns/sources/identifiers.ts'
import { keys } from '../shared/ports/store/keys.ts'
import { openTable, type Table } from '../shared/ports/store/table.ts'
import { costOf, idleMonth } from './events/cost.ts'
import { meter } from './events/metered-table.ts'
import { usualEvents } from './events/mix.ts'
import { readsOf } from './events/reads.ts'
import { timeToProfile } from './events/visible.ts'

/** Messages that one call of the consumer takes, and calls at once. */
const messagesAtOnce = 100
const callsAtOnce = 4

export default async function run([events = '20000', only]: string[]): Promise<void> {
  const count = Number(events)
  if (only !== 'visible') await measureParts(count)
  for (const aRequest of [15, 1]) console.log(await timeToProfile(aRequest))
}

async function measureParts(count: number): Promise<void> {
  for (const aRequest of [1, 15]) console.log(await onDisk((opened) => throughput(opened, count, aRequest)))
  console.log(component(1000))
  console.log(await onDisk(reads))
}

const keySchema = [
  { AttributeName: 'pk', KeyType: 'HASH' },
  { AttributeName: 'sk', KeyType: 'RANGE' },
]
/** Both tables have these keys (cdk/constructs/keyed-table.ts). */
const tables = ['resources', 'profiles'].map((ref) => ({
  ref,
  properties: {
    KeySchema: keySchema,
    AttributeDefinitions: keySchema.map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' })),
  },
}))

interface Opened {
  ctx: ConsumerContext
  /** Of DynamoDB Local's Java. */
  pid: string
}

/** Both tables on a fresh DynamoDB Local, with its file on the disk. */
async function onDisk(work: (opened: Opened) => Promise<string>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'moira-events-'))
  const dynamo = await startDynamo(folder, 0)
  await dynamo.ready
  Object.assign(process.env, { AWS_ENDPOINT_URL_DYNAMODB: dynamo.url, AWS_REGION: REGION })
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  })
  await createTables(dynamo.url, tables)
  const ctx: ConsumerContext = {
    ...{ table: openTable('resources'), profiles: openTable('profiles'), now: () => new Date() },
    lake: { put: async (key, body) => ({ key, etag: '', size: body.length, last_modified: '' }) },
  }
  try {
    return await work({ ctx, pid: pidOnPort(Number(new URL(dynamo.url).port)) })
  } finally {
    ctx.table.db.destroy()
    ctx.profiles.db.destroy()
    await dynamo.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Half of the events warm Java and Node up; the other half is measured. */
async function throughput({ ctx, pid }: Opened, count: number, aRequest: number): Promise<string> {
  const units = meter(ctx.profiles)
  await makeSource(ctx.table, 'bench')
  const messages = messagesOf('bench', count, aRequest)
  const half = Math.ceil(messages.length / 2)
  await consume(ctx, 'bench', messages.slice(0, half))

  units.take()
  const [node, wall, before] = [process.cpuUsage(), performance.now(), cpuOf(pid)]
  const measured = messages.slice(half)
  await consume(ctx, 'bench', measured)
  const used = process.cpuUsage(node)
  const { write, read } = units.take()
  const [nodeSeconds, javaSeconds] = [(used.user + used.system) / 1e6, cpuOf(pid) - before]
  const seconds = (performance.now() - wall) / 1000
  const done = measured.reduce((sum, message) => sum + message.events.length, 0)

  const an = { writeUnits: write / done, readUnits: read / done, consumerMs: (nodeSeconds / done) * 1000 }
  const costs = [10, 1000, 20_000].map((aSecond) => `$${costOf({ aRequest, aSecond }, an).sum.toFixed(2)}`)
  return [
    `${done} events of the usual mix, ${aRequest} a request, table on disk`,
    `  events a CPU second (consumer and DynamoDB Local) ${Math.round(done / (nodeSeconds + javaSeconds))}`,
    `  CPU an event, ms: consumer ${an.consumerMs.toFixed(2)}, DynamoDB Local ${((javaSeconds / done) * 1000).toFixed(2)}`,
    `  events a second of wall time ${Math.round(done / seconds)}`,
    `  units an event: ${an.writeUnits.toFixed(2)} write, ${an.readUnits.toFixed(2)} read`,
    `  1 M events at 10, 1,000 and 20,000 a second: ${costs.join(', ')}; idle $${idleMonth().toFixed(2)} a month`,
    ...Object.entries(costOf({ aRequest, aSecond: 1000 }, an).parts).map(
      ([part, dollars]) => `    ${part.padEnd(30)} $${dollars.toFixed(3)} (at 1,000 a second)`,
    ),
  ].join('\n')
}

/** Four spaces with a thousand events each. */
async function reads({ ctx }: Opened): Promise<string> {
  const spaces: { account: string; cookies: string[] }[] = []
  for (const account of ['space-1', 'space-2', 'space-3', 'space-4']) {
    await makeSource(ctx.table, account)
    const messages = messagesOf(account, 1000, 1)
    await consume(ctx, account, messages)
    const cookies = messages.flatMap(({ events }) => events[0]?.anonymousId ?? [])
    spaces.push({ account, cookies: [...new Set(cookies)].slice(0, 20) })
  }
  return readsOf(ctx.table, spaces)
}

async function makeSource(table: Table, account: string): Promise<void> {
  const created_at = new Date().toISOString()
  const source = { account_id: account, type: 'sources', id: 'website', created_at, updated_at: created_at }
  const Item = { ...keys.resource(account, 'sources', 'website'), ...source, config: SourceConfig.parse({ name: 'W' }) }
  await table.db.put({ TableName: table.name, Item })
}

function messagesOf(account: string, count: number, aRequest: number): QueuedEvents[] {
  const receivedAt = Date.now()
  const events = usualEvents(receivedAt - count * 5)
  return Array.from({ length: Math.ceil(count / aRequest) }, () => {
    const batch = Array.from({ length: aRequest }, () => events.next().value)
    const circumstances = { call: 'batch', receivedAt, ip: '192.0.2.7', identify: true } as const
    const { accepted } = acceptEvents({ batch }, { ...circumstances, newMessageId: () => '' })!
    return {
      account_id: account,
      source_id: 'website',
      received_at: new Date(receivedAt).toISOString(),
      events: accepted,
    }
  })
}

async function consume(ctx: ConsumerContext, account: string, messages: readonly QueuedEvents[]): Promise<void> {
  let next = 0
  const call = async () => {
    while (next < messages.length) {
      const from = next
      next += messagesAtOnce
      await keepEvents(ctx, account, messages.slice(from, from + messagesAtOnce))
    }
  }
  await Promise.all(Array.from({ length: callsAtOnce }, call))
}

/** The process that listens on a port of this machine, from /proc. */
function pidOnPort(port: number): string {
  const listening = readFileSync('/proc/net/tcp6', 'utf8') + readFileSync('/proc/net/tcp', 'utf8')
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  const inode = listening
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([, local = '', , state]) => local.endsWith(`:${hex}`) && state === '0A')?.[9]
  const pid = processes().find((one) => socketsOf(one).includes(`socket:[${inode}]`))
  if (!pid) throw new Error(`no process listens on port ${port}`)
  return pid
}

/** Seconds of processor that a process used so far. The clock of /proc ticks a hundred times a second. */
function cpuOf(pid: string): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** A component of so many facts: read, with one more fact joined, folded, and packed again. */
function component(count: number): string {
  const rulesFor = rulesOfAccount({ identifiers: defaultIdentifiers })
  const fact = (n: number): LiveFact => ({
    ...{ key: `fact-${n}`, source: 'website', time: n * 1000, tie: `\uffffm${n}` },
    identifiers: [
      { kind: 'anonymous_id', value: `0a1b2c3d-${n}` },
      { kind: 'user_id', value: `user-${n % 40}` },
      ...(n % 3 ? [] : [{ kind: 'email', value: `office-${n % 7}@example.com` }]),
    ],
  })
  const facts: Facts = new Map(Array.from({ length: count - 1 }, (_, n) => [`fact-${n}`, fact(n)]))
  const bytes = packComponent({ facts, history: [] })
  const times: number[] = []
  for (let run = 0; run < 60; run++) {
    const began = performance.now()
    const all = joinFacts(unpackComponent(bytes).facts, [fact(count)])
    resolveFacts([...all.values()], rulesFor(all.values()))
    packComponent({ facts: all, history: [] })
    times.push(performance.now() - began)
  }
  const sorted = times.slice(20).sort((a, b) => a - b)
  return `a component of ${count} facts (${Math.round(bytes.length / 1024)} KB), one more: median ${sorted[20]!.toFixed(1)} ms, highest of 40 ${sorted.at(-1)!.toFixed(1)} ms`
}

const processes = (): string[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name))

function socketsOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))
  } catch {
    // It ended meanwhile, or is somebody else's.
    return []
  }
}
