import { describe, expect, test } from 'vitest'
import {
  actionsOf,
  copying,
  functions,
  ofType,
  resourcesOf,
  roleOf,
  serviceTemplate,
  statementsOf,
} from './assembly.ts'

const logs = ['logs:CreateLogStream', 'logs:PutLogEvents']
const trace = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments']
const table = ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem']
const list = ['s3:ListBucket']
const read = [...list, 's3:GetObject']
const write = [...read, 's3:PutObject', 's3:AbortMultipartUpload']
const put = ['events:PutEvents']
const start = ['states:StartExecution']
const schedule = ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule', 'iam:PassRole']
const scheduling = ['SCHEDULE_GROUP', 'SCHEDULE_TARGET_ARN', 'SCHEDULE_ROLE_ARN']
const everybody = [...logs, ...trace]
const noun = [...everybody, ...table, ...put]

/** Who may do what, on one screen. Environment variables say on which thing. */
const expected: Record<string, { actions: string[]; environment: string[] }> = {
  ...Object.fromEntries(
    ['ApiAccounts', 'ApiKeys', 'ApiGraph'].map((id) => [id, { actions: noun, environment: ['TABLE_NAME'] }]),
  ),
  // They mail links that sign in.
  ...Object.fromEntries(
    ['ApiSessions', 'ApiMembers'].map((id) => [
      id,
      { actions: [...noun, 'ses:SendEmail'], environment: ['TABLE_NAME', 'MAIL_FROM', 'DASHBOARD_URL'] },
    ]),
  ),
  ...Object.fromEntries(
    ['Streams', 'Traits'].map((name) => [
      `Api${name}`,
      { actions: [...noun, ...read], environment: ['TABLE_NAME', 'LAKE_BUCKET'] },
    ]),
  ),
  // A noun that is built lists the uploads and the logs: a new file makes it stale at once.
  ...Object.fromEntries(
    ['Sources', 'Cohorts'].map((name) => [
      `Api${name}`,
      { actions: [...noun, ...list], environment: ['TABLE_NAME', 'LAKE_BUCKET', 'UPLOADS_BUCKET'] },
    ]),
  ),
  ...Object.fromEntries(
    ['Datasets', 'Scopes'].map((name) => [
      `Api${name}`,
      { actions: [...noun, ...read], environment: ['TABLE_NAME', 'LAKE_BUCKET', 'UPLOADS_BUCKET'] },
    ]),
  ),
  ...Object.fromEntries(
    ['ApiTargets', 'ApiPersonaSets'].map((id) => [
      id,
      { actions: [...noun, ...read], environment: ['TABLE_NAME', 'LAKE_BUCKET', 'EXPORTS_BUCKET', 'UPLOADS_BUCKET'] },
    ]),
  ),
  // Reads the beginning of a file as a build would.
  ApiPreviews: {
    actions: [...everybody, 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem', ...read],
    environment: ['TABLE_NAME', 'UPLOADS_BUCKET'],
  },
  ApiUploads: { actions: [...noun, ...write, 's3:DeleteObject'], environment: ['TABLE_NAME', 'UPLOADS_BUCKET'] },
  ApiSchedules: {
    actions: [...noun, ...schedule],
    environment: ['TABLE_NAME', ...scheduling],
  },
  // Writes nothing but how many requests there were.
  ApiCounts: {
    actions: [...everybody, 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem', ...read],
    environment: ['TABLE_NAME', 'LAKE_BUCKET'],
  },
  // Reads the lake and the profiles, counts requests, keeps decisions.
  ApiPeople: {
    actions: [...everybody, ...table, ...read, 'dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem'],
    environment: ['TABLE_NAME', 'LAKE_BUCKET', 'PROFILES_TABLE_NAME'],
  },
  // Looks up a source, counts requests, keeps rejections; no trace, because it is called too often.
  ApiSegmentIntake: {
    actions: [...logs, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    environment: ['TABLE_NAME', 'EVENTS_QUEUE_URL'],
  },
  // Reads keys, settings and profiles, counts requests, keeps decisions; no trace, because it is called too often.
  ApiSegmentProfiles: {
    actions: [...logs, ...table, 'dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem'],
    environment: ['TABLE_NAME', 'PROFILES_TABLE_NAME'],
  },
  // Takes messages out of the queue; writes the log and the table of profiles.
  EventsKeepEvents: {
    actions: [
      ...logs,
      ...['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:SendMessage', 's3:PutObject'],
      ...['BatchGetItem', 'BatchWriteItem', 'PutItem', 'Query'].map((action) => `dynamodb:${action}`),
    ],
    environment: ['TABLE_NAME', 'PROFILES_TABLE_NAME', 'LAKE_BUCKET', 'EVENTS_QUEUE_URL'],
  },
  ApiOpenapi: { actions: everybody, environment: [] },
  ApiNotFound: { actions: everybody, environment: [] },
  EventsReleaseFailedBuilds: { actions: noun, environment: ['TABLE_NAME'] },
  EventsEmailWhenReady: {
    actions: [...everybody, ...table, ...read, 'ses:SendEmail'],
    environment: ['TABLE_NAME', 'MAIL_FROM', 'DASHBOARD_URL', 'LAKE_BUCKET', 'UPLOADS_BUCKET'],
  },
  // It only says which schedules are due; plan-builds starts the builds. It removes a schedule that fires for nobody.
  EventsRescoreDue: { actions: [...noun, 'scheduler:DeleteSchedule'], environment: ['TABLE_NAME', 'SCHEDULE_GROUP'] },
  EventsCollectOutputs: {
    actions: [...everybody, ...table, ...read, 's3:DeleteObject'],
    environment: ['TABLE_NAME', 'LAKE_BUCKET', 'EXPORTS_BUCKET'],
  },
}
for (const id of ['EventsPlanBuilds', 'EventsSweep']) {
  const environment = ['TABLE_NAME', 'MACHINE_ARNS', 'QUIET_SECONDS', 'UPLOADS_BUCKET', 'LAKE_BUCKET', ...scheduling]
  // They pass to Scheduler the schedules that differ from the table: those archived with their scopes, and those that
  // Scheduler does not know yet.
  expected[id] = { actions: [...noun, ...list, ...start, ...schedule, 'scheduler:GetSchedule'], environment }
}
for (const [id] of functions.filter(([name]) => name.startsWith('Steps'))) {
  const environment = ['TABLE_NAME', 'LAKE_BUCKET']
  if (id === 'StepsIngest') environment.push('UPLOADS_BUCKET')
  if (id === 'StepsDeliver' || id === 'StepsPersonas') environment.push('EXPORTS_BUCKET')
  expected[id] = { actions: [...noun, ...write], environment }
  if (id !== 'StepsResolve') continue
  // Publishes what files say of people, for events to meet.
  environment.push('PROFILES_TABLE_NAME')
  expected[id].actions.push('dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem')
}

describe.each(functions)('%s', (id, fn) => {
  const statements = statementsOf(roleOf(fn)).filter(
    // The queue for its dead letters, which Lambda itself writes to in the function's name.
    (statement) => actionsOf(statement).join() !== 'sqs:SendMessage',
  )
  test('may do what its work needs and nothing else', () => {
    const actions = new Set(statements.flatMap(actionsOf))
    expect([...actions].sort()).toEqual([...new Set(expected[id]?.actions)].sort())
  })
  test('finds its things in its environment', () => {
    const variables = Object.keys(fn.Properties.Environment?.Variables ?? {})
    expect(variables.sort()).toEqual(expected[id]?.environment.sort())
  })
})

test('no policy of the stack has a wildcard in an action, and * as a resource only where AWS has no other', () => {
  const takesNoResource = /^(xray:|logs:\w+(LogDelivery|LogDeliveries|ResourcePolicy|ResourcePolicies|LogGroups)$)/
  for (const [id, policy] of ofType(serviceTemplate, 'AWS::IAM::Policy')) {
    if (id.startsWith(copying)) continue
    for (const statement of policy.Properties.PolicyDocument.Statement) {
      expect(statement.Effect).toBe('Allow')
      for (const action of actionsOf(statement)) {
        expect(action, id).not.toContain('*')
        if (resourcesOf(statement).includes('*')) expect(action, id).toMatch(takesNoResource)
      }
    }
  }
})

test('no role has a policy of AWS, but that of the function which CDK brings', () => {
  for (const [id, role] of ofType(serviceTemplate, 'AWS::IAM::Role')) {
    if (id.startsWith(copying)) continue
    expect(role.Properties.ManagedPolicyArns).toBeUndefined()
  }
})

test('only our own events are put, and only the scheduler gets the role of the schedules', () => {
  const conditionOf = (id: string, action: string) =>
    statementsOf(roleOf(serviceTemplate.Resources[id]!)).find((one) => actionsOf(one).includes(action))?.Condition
  for (const [id] of functions.filter(([name]) => expected[name]?.actions.includes('events:PutEvents'))) {
    expect(conditionOf(id, 'events:PutEvents')).toEqual({ StringEquals: { 'events:source': 'moira' } })
  }
  for (const [id] of functions.filter(([name]) => expected[name]?.actions.includes('iam:PassRole'))) {
    expect(conditionOf(id, 'iam:PassRole')).toEqual({
      StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
    })
  }
})

test('policies stay within AWS’s limits: 10,240 characters in a role, 20 KB on a function', () => {
  for (const [id] of ofType(serviceTemplate, 'AWS::IAM::Role')) {
    // Resolved names are at most about as long as the intrinsic functions that stand for them here.
    expect(JSON.stringify(statementsOf(id)).length, id).toBeLessThan(10_240)
  }
  for (const [id] of functions) {
    const permissions = ofType(serviceTemplate, 'AWS::Lambda::Permission').filter(
      ([, permission]) => permission.Properties.FunctionName['Fn::GetAtt'][0] === id,
    )
    // As Lambda writes them: about 400 bytes of statement around each.
    expect(permissions.length * 400 + JSON.stringify(permissions).length, id).toBeLessThan(20_480)
  }
})
