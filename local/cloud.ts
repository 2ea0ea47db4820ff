import { mkdirSync, rmSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { join, resolve } from 'node:path'
import { createFront } from './api/front.ts'
import { readRoutes } from './api/routes.ts'
import { type Clock, createClock } from './clock.ts'
import { startDynamo } from './dynamodb/process.ts'
import { createTables } from './dynamodb/tables.ts'
import { createBus } from './events/bus.ts'
import type { BusEvent } from './events/bus-event.ts'
import { eventsFace } from './events/face.ts'
import { checkPattern } from './events/pattern.ts'
import { checkTarget } from './events/target-input.ts'
import { createTargets } from './events/targets.ts'
import { createHost, type Invocation } from './functions/host.ts'
import { readFunctions } from './functions/spec.ts'
import { listen } from './http.ts'
import { openJournal, readSetting, writeSetting } from './journal.ts'
import { createJsonPort } from './json-port.ts'
import { createMailbox, type Mail } from './mail/mailbox.ts'
import { ACCOUNT_ID, CREDENTIALS, functionNameOf, REGION } from './place.ts'
import { createS3 } from './s3/server.ts'
import { createStore } from './s3/store.ts'
import { createSchedules } from './scheduler/schedules.ts'
import { queuesFace } from './sqs/face.ts'
import { type Mapping, startMapping } from './sqs/mapping.ts'
import { readMappings } from './sqs/mapping-spec.ts'
import { readQueues } from './sqs/queue-spec.ts'
import { createQueues } from './sqs/queues.ts'
import { StateError } from './states/errors.ts'
import { createExecutions, type Execution } from './states/executions.ts'
import { statesFace } from './states/face.ts'
import { loadTemplate } from './template/load.ts'
import { readBuckets, readMachines, readRules } from './template/read.ts'
import { readSite } from './web/distribution.ts'
import { withSite } from './web/files.ts'
import { createWork } from './work.ts'

export interface CloudOptions {
  /** The `cdk.out` folder. */
  assembly: string
  /** Everything that lasts lies here. */
  data: string
  /** Of the API; S3, the other services and DynamoDB take the next three. Without it all take free ones. */
  port?: number
  /** CloudFormation parameters, by name. */
  parameters?: Record<string, string>
  /** Shows the functions' output in the terminal, too. */
  verbose?: boolean
  /** How many idle environments of functions are kept: more cost memory, fewer cost starts. */
  warm?: number
  log?: (line: string) => void
  /** Hears every event that is put on the bus, and every mail that is sent, as it comes. */
  heard?: { event?: (event: BusEvent) => void; mail?: (mail: Pick<Mail, 'subject'>) => void }
}

interface Endpoints {
  api: string
  s3: string
  dynamodb: string
  sfn: string
  events: string
  scheduler: string
  sqs: string
  ses: string
  inbox: string
  /** `POST {control}/clock {"advance": "6h"}` */
  control: string
  region: string
  access_key_id: string
  secret_access_key: string
}

interface DeadLetter {
  queue: string
  message: string
}

export interface Cloud {
  endpoints: Endpoints
  outputs: Record<string, string>
  /** Logical id → physical id. */
  resources: Record<string, string>
  clock: Clock
  /** Environment variables with which an AWS SDK finds this cloud. */
  environment: Record<string, string>
  /** Runs a function, by physical name, as a synchronous call does. */
  invoke(functionName: string, event: unknown): Promise<Invocation>
  /** Physical name and folder of the code of every function, as the template has them. */
  bundles(): { name: string; bundle: string }[]
  /** Lets a function's calls from now on run the bundle in this folder; one that is under way ends on the old one. */
  swap(functionName: string, bundle: string): void
  /** Newest first. */
  executions(): Execution[]
  mail(): Mail[]
  deadLetters(): DeadLetter[]
  /** Whether nothing is under way: no event without its targets, no execution that runs, no message that a consumer takes. */
  isQuiet(): boolean
  /** Rejects when DynamoDB Local ends by itself: nothing works without it. */
  broken: Promise<never>
  stop(): Promise<void>
}

/** Brings the synthesised template to life on this machine. Rejects with a sentence when something in it is unknown. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { log = () => {}, verbose = false, port = 0 } = options
  const data = resolve(options.data)
  const journal = openJournal(data)
  const clock = createClock(Number(readSetting(journal, 'clock') ?? 0), (offset) =>
    writeSetting(journal, 'clock', String(offset)),
  )
  // The functions that stop the started parts, in order; called in reverse, also when the start fails half way.
  const stops: (() => unknown)[] = [() => journal.close(), () => clock.stop()]
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one()
  }
  try {
    return await build()
  } catch (error) {
    await stop()
    throw error
  }

  async function build(): Promise<Cloud> {
    const at = (offset: number) => (port === 0 ? 0 : port + offset)
    const dynamo = await startDynamo(join(data, 'dynamodb'), at(3))
    stops.push(() => dynamo.stop())

    // The servers listen before the template is read, because the functions' environment names their addresses.
    const handlers: Record<'api' | 's3' | 'services', RequestListener> = { api: refuse, s3: refuse, services: refuse }
    const servers = await Promise.all([
      listen(at(0), (request, response) => handlers.api(request, response)),
      listen(at(1), (request, response) => handlers.s3(request, response)),
      listen(at(2), (request, response) => handlers.services(request, response)),
    ])
    stops.push(() => Promise.all(servers.map((server) => server.close())))
    const [api, s3, services] = servers.map(({ url }) => url) as [string, string, string]
    const endpoints: Endpoints = {
      ...{ api, s3, sfn: services, events: services, scheduler: services, sqs: services, ses: services },
      dynamodb: dynamo.url,
      ...{ inbox: `${services}/inbox`, control: services, region: REGION },
      ...{ access_key_id: CREDENTIALS.accessKeyId, secret_access_key: CREDENTIALS.secretAccessKey },
    }
    const environment = environmentOf(endpoints)
    const cloudlet = loadTemplate(options.assembly, options.parameters ?? {}, { api, s3, sqs: services })

    const temporary = join(data, 'tmp')
    rmSync(temporary, { recursive: true, force: true })
    mkdirSync(temporary, { recursive: true })
    const specs = readFunctions(cloudlet, environment, join(data, 'inline'))
    const host = createHost(specs, { clock, logs: join(data, 'logs'), verbose, temporary, warm: options.warm })
    const undelivered = journal.prepare('SELECT count(*) AS n FROM events')
    const consumers: Mapping[] = []
    const work = createWork(() => undelivered.get()!.n !== 0 || consumers.some((one) => one.isBusy()))
    clock.standsUntil(work.rest)
    const mappings = readMappings(cloudlet)
    const queues = createQueues(readQueues(cloudlet), { journal, clock, log })
    const targets = createTargets({ host, specs, executions: () => executions, queues, log })
    const bus = createBus(journal, clock, targets.call, log, options.heard?.event)
    const executions = createExecutions(journal, clock, bus, readMachines(cloudlet), async (arn, payload) => {
      const result = await work.count(host.invoke(functionNameOf(arn), payload))
      if (!result.failed) return result.payload
      const { errorType } = result.payload as { errorType: string }
      throw new StateError(errorType, JSON.stringify(result.payload))
    })
    const groups = new Set(['default', ...cloudlet.of('AWS::Scheduler::ScheduleGroup').map(({ ref }) => ref)])
    const schedules = createSchedules(journal, clock, groups, (target, input) =>
      work.count(targets.call(target, input)),
    )
    const mailbox = createMailbox(journal, clock, options.heard?.mail)
    const buckets = readBuckets(cloudlet)
    const store = createStore(join(data, 's3'), journal, clock, bus)
    stops.push(async () => {
      work.stop()
      targets.stop()
      queues.stop()
      for (const consumer of consumers) consumer.stop()
      bus.stop()
      executions.halt()
      clock.stop()
      await host.stop()
    })

    const underWay = journal.prepare(
      `SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM executions WHERE status = 'RUNNING') AS n`,
    )
    const rules = readRules(cloudlet)
    for (const rule of rules) {
      checkPattern(rule.pattern ?? {}, rule.name)
      for (const target of rule.targets) checkTarget(target, rule.name)
      for (const target of rule.targets) targets.check(target, `rule ${rule.name}`)
    }
    handlers.api = withSite(readSite(cloudlet, api), createFront(readRoutes(cloudlet), host, clock, log))
    handlers.s3 = createS3({ store, journal, clock, buckets })
    const sqs = queuesFace(queues, (name) => `${services}/${ACCOUNT_ID}/${name}`)
    handlers.services = createJsonPort({
      faces: { AWSStepFunctions: statesFace(executions), AWSEvents: eventsFace(bus), AmazonSQS: sqs },
      ...{ schedules, mailbox, clock },
    })
    await dynamo.ready
    await createTables(dynamo.url, cloudlet.of('AWS::DynamoDB::Table'))
    executions.recover()
    bus.start(rules)
    schedules.start()
    for (const mapping of mappings) consumers.push(startMapping(mapping, { queues, invoke: host.invoke, log }))

    return {
      endpoints,
      outputs: cloudlet.outputs,
      resources: cloudlet.physical,
      clock,
      environment,
      invoke: host.invoke,
      bundles: () => specs.map(({ name, bundle }) => ({ name, bundle })),
      swap: host.swap,
      executions: () => executions.list(),
      mail: mailbox.list,
      deadLetters: queues.deadLetters,
      isQuiet: () => underWay.get()!.n === 0 && consumers.every(({ isQuiet }) => isQuiet()),
      broken: dynamo.ended,
      stop,
    }
  }
}

/** Until everything is there. */
const refuse: RequestListener = (_, response) => response.writeHead(503).end()

/** The names by which every AWS SDK looks for its services' addresses; what has no local counterpart meets a 501. */
function environmentOf({
  s3,
  dynamodb,
  sfn,
  region,
  access_key_id,
  secret_access_key,
}: Endpoints): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: access_key_id,
    AWS_SECRET_ACCESS_KEY: secret_access_key,
    AWS_ENDPOINT_URL: sfn,
    AWS_ENDPOINT_URL_S3: s3,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    AWS_ENDPOINT_URL_SFN: sfn,
    AWS_ENDPOINT_URL_EVENTBRIDGE: sfn,
    AWS_ENDPOINT_URL_SCHEDULER: sfn,
    AWS_ENDPOINT_URL_SQS: sfn,
    AWS_ENDPOINT_URL_SESV2: sfn,
  }
}
