import { CfnOutput, CfnParameter, Duration, Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Machine } from '../shared/model/machine.ts'
import { machines, touchedBy } from '../shared/nouns/nouns.ts'
import { Alarms } from './constructs/alarms.ts'
import { Builds } from './constructs/builds.ts'
import { Bus } from './constructs/bus.ts'
import { DeadLetters } from './constructs/dead-letters.ts'
import { DuckdbLayer } from './constructs/duckdb-layer.ts'
import { Mail } from './constructs/mail.ts'
import { PublicApi } from './constructs/public-api.ts'
import { Schedules } from './constructs/schedules.ts'
import { apiTimeout, longestTimeout, ServiceFunction } from './constructs/service-function.ts'
import { Subscriptions } from './constructs/subscriptions.ts'
import { Website } from './constructs/website.ts'
import { WorkQueue } from './constructs/work-queue.ts'
import type { DataStack } from './data-stack.ts'
import {
  apiNouns,
  consumer,
  intake,
  type LakeQuery,
  lakeQueryPaths,
  peopleNoun,
  previews,
  profiles as profilesOfSpaces,
  type Subscriber,
  subscribers,
} from './functions.ts'

export interface ServiceStackProps extends StackProps {
  data: DataStack
}

/** The most that a new AWS account may ask for. Lambda itself goes up to 10,240 MB. */
const newAccountMemoryMb = 3008

/** Everything that can be rebuilt: functions, API, machines, rules. Reads like the picture in docs/architecture.md. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, { data, ...props }: ServiceStackProps) {
    super(scope, id, { description: 'Moira: API, state machines, events, mail', ...props })
    const quietSeconds = new CfnParameter(this, 'QuietSeconds', {
      type: 'Number',
      default: 30,
      minValue: 0,
      maxValue: 3600,
      description: 'How many seconds a drop folder must rest before its files are read',
    })
    const mailFrom = new CfnParameter(this, 'MailFrom', {
      type: 'String',
      default: 'personas@example.com',
      allowedPattern: '[^@\\s]+@[^@\\s]+',
      description: 'The address that mail comes from; SES asks its owner to confirm it',
    })

    const operator = new CfnParameter(this, 'OperatorEmail', {
      type: 'String',
      default: '',
      allowedPattern: '([^@\\s]+@[^@\\s]+)?',
      description: 'The address that alarms are sent to; SNS asks its owner to confirm it. Empty: nobody is subscribed',
    })

    const { table, profiles, uploads, lake, exports } = data
    const deadLetters = new DeadLetters(this, 'DeadLetters')
    const bus = new Bus(this, 'Bus')

    // The steps, and the machines that run them.
    const duckdb = new DuckdbLayer(this, 'Duckdb')
    const largeMb = Number(this.node.tryGetContext('large-step-memory') ?? newAccountMemoryMb)
    const stepsOf = ({ name, large, reads, writes, publishes }: Machine) => {
      const fn = new ServiceFunction(this, `steps/${name}`, {
        description: `Moira: the steps of a ${name} build`,
        memoryMb: large ? largeMb : newAccountMemoryMb,
        timeout: longestTimeout,
        storageMb: 10_240,
      })
      fn.addLayers(duckdb)
      table.grantReadWrite(fn)
      lake.grantReadWrite(fn)
      bus.grantPut(fn)
      if (reads?.includes('uploads')) uploads.grantRead(fn)
      if (writes?.includes('exports')) exports.grantReadWrite(fn)
      if (publishes) profiles.grantPublish(fn)
      return [name, fn] as const
    }
    const steps = new Map(machines.map(stepsOf))
    const recordsPerPartition = this.node.tryGetContext('records-per-partition')
    if (recordsPerPartition) steps.get('resolve')?.addEnvironment('RECORDS_PER_PARTITION', String(recordsPerPartition))
    const builds = new Builds(this, 'Builds', steps, quietSeconds.valueAsString)

    // Who listens to events.
    const subscriber = (name: Subscriber) => {
      const fn = new ServiceFunction(this, `events/${name}`, {
        description: `Moira: ${name.replaceAll('-', ' ')}`,
        memoryMb: 1024,
        timeout: Duration.minutes(5),
        deadLetters,
      })
      table.grantReadWrite(fn)
      return [name, fn] as const
    }
    const events = Object.fromEntries(subscribers.map(subscriber)) as Record<Subscriber, ServiceFunction>
    for (const name of ['plan-builds', 'sweep'] as const) {
      builds.grantStart(events[name])
      uploads.grantList(events[name])
      lake.grantList(events[name])
    }
    for (const name of ['plan-builds', 'sweep', 'release-failed-builds', 'rescore-due'] as const) {
      bus.grantPut(events[name])
    }
    lake.grantReadDelete(events['collect-outputs'])
    exports.grantReadDelete(events['collect-outputs'])
    const mail = new Mail(this, 'Mail', mailFrom.valueAsString)
    mail.grantSend(events['email-when-ready'])
    // Portraits, and whether newer data is on its way.
    lake.grantRead(events['email-when-ready'])
    uploads.grantList(events['email-when-ready'])
    const schedules = new Schedules(this, 'Schedules', events['rescore-due'])
    schedules.grantReconcile(events['plan-builds'])
    schedules.grantReconcile(events.sweep)
    schedules.grantRemove(events['rescore-due'])
    new Subscriptions(this, 'Subscriptions', { functions: events, uploads, builds, deadLetters })

    // The API.
    const endpoint = (name: string) =>
      new ServiceFunction(this, `api/faraday/${name}`, {
        description: `Moira: ${name} of the API`,
        memoryMb: 1024,
        timeout: apiTimeout,
      })
    const noun = (name: string) => {
      const fn = endpoint(name)
      table.grantReadWrite(fn)
      bus.grantPut(fn)
      // Rights are granted in one order, so that the template does not change when a noun names them in another.
      const touches = touchedBy(name)
      if (touches.includes('lake')) lake.grantRead(fn)
      else if (touches.includes('list of uploads')) lake.grantList(fn)
      if (touches.includes('uploads')) uploads.grantReadWriteDelete(fn)
      if (touches.includes('list of uploads')) uploads.grantList(fn)
      if (touches.includes('exports')) exports.grantRead(fn)
      if (touches.includes('mail')) mail.grantSend(fn)
      if (touches.includes('scheduler')) schedules.grantManage(fn)
      return [name, fn] as const
    }
    const lakeQuery = (path: LakeQuery) => {
      const fn = new ServiceFunction(this, path, {
        description: `Moira: ${path.replace('api/faraday/', '').replaceAll('_', ' ')} of the API`,
        // Processor comes with memory: 1.7 of them, for an answer within the gateway's 30 s.
        memoryMb: newAccountMemoryMb,
        timeout: apiTimeout,
      })
      fn.addLayers(duckdb)
      table.grantReadAndCount(fn)
      if (path === previews) uploads.grantRead(fn)
      else lake.grantRead(fn)
      return [path, fn] as const
    }
    /** One person at a time: reads the lake's files, asks the table of profiles, keeps decisions. */
    const people = (name: string) => {
      const fn = new ServiceFunction(this, `api/faraday/${name}`, {
        description: `Moira: ${name} of the API`,
        memoryMb: newAccountMemoryMb,
        timeout: apiTimeout,
      })
      fn.addLayers(duckdb)
      table.grantReadWrite(fn)
      lake.grantRead(fn)
      profiles.grantAsk(fn)
      return [name, fn] as const
    }
    // Events: one message of the queue for each request, and a consumer that keeps what the messages hold.
    const keepEvents = new ServiceFunction(this, consumer, {
      description: 'Moira: keeps events, and recognises the people behind them',
      memoryMb: 1024,
      timeout: Duration.seconds(59),
      busy: true,
    })
    table.grantConsume(keepEvents)
    profiles.grantConsume(keepEvents)
    lake.grantPut(keepEvents)
    const eventsQueue = new WorkQueue(this, 'Events', {
      variable: 'EVENTS_QUEUE_URL',
      visibility: Duration.minutes(6),
      maxReceives: 8,
      batchSize: 100,
      windowSeconds: 1,
      maxConcurrency: 50,
      consumer: keepEvents,
    })
    const takeEvents = new ServiceFunction(this, intake, {
      description: 'Moira: takes events from websites, apps and servers',
      memoryMb: 1024,
      timeout: apiTimeout,
      busy: true,
    })
    table.grantIntake(takeEvents)
    eventsQueue.grantSend(takeEvents)
    // More than it can do in one call goes back into the queue.
    eventsQueue.grantSend(keepEvents)

    const readProfiles = new ServiceFunction(this, profilesOfSpaces, {
      description: 'Moira: profiles of people, in the dialect of Segment',
      memoryMb: 1024,
      timeout: apiTimeout,
      busy: true,
    })
    table.grantReadWrite(readProfiles)
    profiles.grantAsk(readProfiles)

    const endpoints = new Map(apiNouns.map((name) => (name === peopleNoun ? people(name) : noun(name))))
    const publicApi = new PublicApi(this, 'Api', {
      nouns: endpoints,
      lakeQueries: Object.fromEntries(lakeQueryPaths.map(lakeQuery)) as Record<LakeQuery, ServiceFunction>,
      intake: takeEvents,
      profiles: readProfiles,
      openapi: endpoint('openapi'),
      notFound: endpoint('not-found'),
    })

    // Mails link to the personas' page, and sign in.
    const website = new Website(this, 'Website', { api: publicApi.api, uploads: uploads.bucket })
    const mailing = [events['email-when-ready'], endpoints.get('sessions')!, endpoints.get('members')!]
    for (const fn of mailing) fn.addEnvironment('DASHBOARD_URL', website.url)

    const alarms = new Alarms(this, 'Alarms', {
      api: publicApi.api,
      subscribers: events,
      builds,
      deadLetters,
      operator: operator.valueAsString,
    })
    alarms.watchQueue('Events', eventsQueue)
    new CfnOutput(this, 'EventsQueueUrl', { value: eventsQueue.queue.queueUrl })
    new CfnOutput(this, 'EventsDeadLettersUrl', { value: eventsQueue.deadLetters.queueUrl })
    new CfnOutput(this, 'ApiUrl', { value: publicApi.api.apiEndpoint })
    new CfnOutput(this, 'AlarmTopic', { value: alarms.topic.topicArn })
  }
}
