import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { apiNouns, lakeQueries, logicalId, profileWords } from '../../cdk/functions.ts'
import { intakePaths } from '../../shared/nouns/sources/intake.ts'
import { type CfnResource, functions, ofType, serviceTemplate } from './assembly.ts'

const routes = ofType(serviceTemplate, 'AWS::ApiGatewayV2::Route')
const rules = ofType(serviceTemplate, 'AWS::Events::Rule').map(([, rule]) => rule.Properties)

const functionBehind = (route: CfnResource): string => {
  const integration = route.Properties.Target['Fn::Join'][1][1].Ref
  return serviceTemplate.Resources[integration]!.Properties.IntegrationUri['Fn::GetAtt'][0]
}
const routeTable = Object.fromEntries(routes.map(([, route]) => [route.Properties.RouteKey, functionBehind(route)]))

describe('the API', () => {
  test.each(apiNouns)('%s: both routes lead to its function', (noun) => {
    const fn = `Api${noun
      .split('_')
      .map((word) => word[0]!.toUpperCase() + word.slice(1))
      .join('')}`
    expect(routeTable[`ANY /v1/${noun}`]).toBe(fn)
    expect(routeTable[`ANY /v1/${noun}/{proxy+}`]).toBe(fn)
  })
  test('everything else is answered by ourselves', () => {
    expect(routeTable.$default).toBe('ApiNotFound')
    expect(routeTable['GET /openapi.json']).toBe('ApiOpenapi')
    for (const [path, keys] of Object.entries(lakeQueries)) {
      for (const key of keys) expect(routeTable[key]).toBe(logicalId(path))
    }
    expect(routes).toHaveLength(
      2 * apiNouns.length + Object.values(lakeQueries).flat().length + 2 + 2 * intakePaths.length + profileWords.length,
    )
  })
  test('events have their own function and their own throttle, and browsers may ask for nothing else', () => {
    const own = intakePaths.flatMap(({ method, path }) => [`${method} ${path}`, `OPTIONS ${path}`])
    for (const key of own) expect(routeTable[key]).toBe('ApiSegmentIntake')
    expect(Object.keys(routeTable).filter((key) => key.startsWith('OPTIONS')).length).toBe(intakePaths.length)
    const stage = ofType(serviceTemplate, 'AWS::ApiGatewayV2::Stage')[0]![1] as CfnResource & { DependsOn: string[] }
    const throttle = { ThrottlingRateLimit: 5000, ThrottlingBurstLimit: 10_000 }
    expect(stage.Properties.RouteSettings).toEqual(Object.fromEntries(own.map((key) => [key, throttle])))
    // The gateway refuses settings of a route that is not there yet.
    for (const [id, route] of routes) {
      if (own.includes(route.Properties.RouteKey)) expect(stage.DependsOn).toContain(id)
    }
    expect(ofType(serviceTemplate, 'AWS::ApiGatewayV2::Api')[0]![1].Properties.CorsConfiguration).toBeUndefined()
  })
  test('is throttled, and its log says nothing about who asked what', () => {
    const stage = ofType(serviceTemplate, 'AWS::ApiGatewayV2::Stage')[0]![1].Properties
    expect(stage.StageName).toBe('$default')
    expect(stage.DefaultRouteSettings.ThrottlingRateLimit).toBeGreaterThan(0)
    expect(stage.AccessLogSettings.Format).not.toMatch(/identity|path|query|header|authorizer/i)
  })
})

describe('the bus', () => {
  const heardBy = (pattern: object) =>
    rules.filter((rule) => expect.objectContaining(pattern).asymmetricMatch(rule.EventPattern ?? {}))
  const targetOf = (rule: CfnResource['Properties']) => rule.Targets[0].Arn['Fn::GetAtt'][0]

  test('a file that comes or goes, and a resource that changes, are planned', () => {
    const files = heardBy({ source: ['aws.s3'], 'detail-type': ['Object Created', 'Object Deleted'] })
    expect(files.map(targetOf)).toEqual(['EventsPlanBuilds'])
    expect(files[0]!.EventPattern.detail.bucket.name).toHaveLength(1)
    const own = heardBy({ source: ['moira'] })
    expect(Object.fromEntries(own.map((rule) => [targetOf(rule), rule.EventPattern['detail-type']]))).toEqual({
      EventsPlanBuilds: ['resource.changed', 'resource.ready', 'resource.errored'],
      EventsEmailWhenReady: ['resource.ready', 'resource.errored'],
    })
    const mailed = own.filter((rule) => targetOf(rule) === 'EventsEmailWhenReady')
    expect(mailed.map((rule) => rule.EventPattern.detail)).toEqual([{ resource_type: ['persona_sets'] }])
  })
  test('an execution of ours that died frees its resource', () => {
    const [rule] = heardBy({ source: ['aws.states'] })
    expect(targetOf(rule!)).toBe('EventsReleaseFailedBuilds')
    expect(rule!.EventPattern.detail.status).toEqual(['FAILED', 'TIMED_OUT', 'ABORTED'])
    const machines = ofType(serviceTemplate, 'AWS::StepFunctions::StateMachine').map(([id]) => id)
    const heard = rule!.EventPattern.detail.stateMachineArn.map((arn: { Ref: string }) => arn.Ref)
    expect(heard.sort()).toEqual(machines.sort())
  })
  test('the sweeper comes every five minutes', () => {
    const sweep = rules.filter((rule) => rule.ScheduleExpression === 'rate(5 minutes)')
    expect(sweep.map(targetOf)).toEqual(['EventsSweep'])
  })
  test('old outputs are collected once a day', () => {
    const daily = rules.filter((rule) => rule.ScheduleExpression === 'rate(1 day)')
    expect(daily.map(targetOf)).toEqual(['EventsCollectOutputs'])
  })
})

test('the scheduler may invoke one function, and only for this account', () => {
  const group = ofType(serviceTemplate, 'AWS::Scheduler::ScheduleGroup')
  expect(group).toHaveLength(1)
  const roles = ofType(serviceTemplate, 'AWS::IAM::Role').filter(([, role]) =>
    JSON.stringify(role.Properties.AssumeRolePolicyDocument).includes('scheduler.amazonaws.com'),
  )
  expect(roles).toHaveLength(1)
  const [id, role] = roles[0]!
  expect(role.Properties.AssumeRolePolicyDocument.Statement[0].Condition).toEqual({
    StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
  })
  const policies = ofType(serviceTemplate, 'AWS::IAM::Policy').filter(([, one]) => one.Properties.Roles[0].Ref === id)
  expect(policies.flatMap(([, one]) => one.Properties.PolicyDocument.Statement)).toEqual([
    {
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: { 'Fn::GetAtt': ['EventsRescoreDue', 'Arn'] },
    },
  ])
})

test('parameters and outputs that operators and the local cloud rely on', () => {
  expect(serviceTemplate.Parameters.QuietSeconds).toMatchObject({ Type: 'Number', Default: 30 })
  expect(serviceTemplate.Parameters.MailFrom).toMatchObject({ Default: 'personas@example.com' })
  expect(serviceTemplate.Outputs).toHaveProperty('ApiUrl')
  expect(
    functions.filter(([id]) => JSON.stringify(serviceTemplate.Resources[id]).includes('QuietSeconds')).length,
  ).toBe(2)
})

test('every alarm rings somebody and names an article of the runbook that is there', () => {
  const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8')
  const alarms = ofType(serviceTemplate, 'AWS::CloudWatch::Alarm')
  expect(alarms.length).toBeGreaterThan(0)
  for (const [id, alarm] of alarms) {
    const article = /^docs\/runbook\.md, "(.+)"$/.exec(alarm.Properties.AlarmDescription)?.[1]
    expect(runbook.split('\n'), id).toContain(`## ${article}`)
    expect(alarm.Properties.AlarmActions, id).toHaveLength(1)
  }
})

test('the topic lets this account’s alarms publish, and nobody without TLS', () => {
  const [[topicId]] = ofType(serviceTemplate, 'AWS::SNS::Topic') as [[string, CfnResource]]
  const topic = { Ref: topicId }
  for (const [id, alarm] of ofType(serviceTemplate, 'AWS::CloudWatch::Alarm')) {
    expect(alarm.Properties.AlarmActions, id).toEqual([topic])
  }
  const policies = ofType(serviceTemplate, 'AWS::SNS::TopicPolicy').map(([, one]) => one.Properties)
  const ours = policies.filter(({ Topics }) => JSON.stringify(Topics) === JSON.stringify([topic]))
  const account = 'this account'
  const mayPublish = (request: { service: string; account: string; tls: boolean }): boolean => {
    let allowed = false
    for (const { Effect, Action, Principal, Resource, Condition } of ours.flatMap(
      (one) => one.PolicyDocument.Statement,
    )) {
      const isMeant =
        [Action].flat().some((one: string) => one === 'sns:Publish' || one === 'sns:*') &&
        JSON.stringify(Resource) === JSON.stringify(topic) &&
        (Principal === '*' || Principal.AWS === '*' || Principal.Service === request.service)
      const conditions = Object.entries<Record<string, unknown>>(Condition ?? {}).flatMap(([operator, keys]) =>
        Object.entries(keys).map(([key, value]) => [operator, key, value] as const),
      )
      const holds = conditions.every(([operator, key, value]) => {
        if (operator === 'Bool' && key === 'aws:SecureTransport') return String(request.tls) === value
        if (operator === 'StringEquals' && key === 'aws:SourceAccount') {
          return JSON.stringify(value) === JSON.stringify({ Ref: 'AWS::AccountId' }) && request.account === account
        }
        throw new Error(`the test does not know the condition ${operator} ${key}`)
      })
      if (!isMeant || !holds) continue
      if (Effect === 'Deny') return false
      allowed = true
    }
    return allowed
  }
  const alarm = { service: 'cloudwatch.amazonaws.com', account, tls: true }
  expect(mayPublish(alarm)).toBe(true)
  expect(mayPublish({ ...alarm, tls: false })).toBe(false)
  expect(mayPublish({ ...alarm, account: 'another account' })).toBe(false)
  expect(mayPublish({ ...alarm, service: 'events.amazonaws.com' })).toBe(false)
})

test('an operator’s address is subscribed where one is given', () => {
  const [[, operator]] = ofType(serviceTemplate, 'AWS::SNS::Subscription') as [
    [string, CfnResource & { Condition: string }],
  ]
  expect(operator.Properties).toMatchObject({ Protocol: 'email', Endpoint: { Ref: 'OperatorEmail' } })
  expect(serviceTemplate.Parameters.OperatorEmail).toMatchObject({ Type: 'String', Default: '' })
  expect(operator.Condition).toBeTruthy()
})

test('the stack stays within CloudFormation’s limits: 500 resources, 1 MB', () => {
  expect(Object.keys(serviceTemplate.Resources).length).toBeLessThan(450)
  expect(JSON.stringify(serviceTemplate).length).toBeLessThan(900_000)
})
