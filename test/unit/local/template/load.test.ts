import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Template } from '../../../../local/template/assembly.ts'
import { loadTemplate } from '../../../../local/template/load.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** Writes an assembly as CDK does, and reads it as the cloud does. */
function load(stacks: Record<string, Template>, parameters: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'moira-template-'))
  folders.push(folder)
  const artifacts: Record<string, object> = {}
  for (const [name, template] of Object.entries(stacks)) {
    writeFileSync(join(folder, `${name}.template.json`), JSON.stringify(template))
    artifacts[name] = { type: 'aws:cloudformation:stack', properties: { templateFile: `${name}.template.json` } }
  }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts }))
  return loadTemplate(folder, parameters, {
    api: 'http://127.0.0.1:1',
    s3: 'http://127.0.0.1:4601',
    sqs: 'http://127.0.0.1:2',
  })
}

/** The value of one output, in a stack with a table, parameters and conditions. */
function outputOf(Value: unknown, parameters: Record<string, string> = {}) {
  const stack: Template = {
    Parameters: {
      Stage: { Type: 'String', Default: 'test' },
      Names: { Type: 'CommaDelimitedList', Default: 'a,b' },
      Needed: { Type: 'String' },
    },
    Mappings: { Sizes: { test: { memory: 128 }, live: { memory: 512 } } },
    Conditions: {
      IsLive: { 'Fn::Equals': [{ Ref: 'Stage' }, 'live'] },
      IsNotLive: { 'Fn::Not': [{ Condition: 'IsLive' }] },
      Both: { 'Fn::And': [{ Condition: 'IsLive' }, { Condition: 'IsNotLive' }] },
      Either: { 'Fn::Or': [{ Condition: 'IsLive' }, { Condition: 'IsNotLive' }] },
    },
    Resources: {
      Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'things' } },
      Api: { Type: 'AWS::ApiGatewayV2::Api' },
    },
    Outputs: { Out: { Value } },
  }
  return load({ Stack: stack }, parameters).outputs.Out
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: these are CloudFormation's, not ours
describe('intrinsic functions', () => {
  test.each([
    [{ Ref: 'Table' }, 'things'],
    [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:aws:dynamodb:us-east-1:000000000000:table/things'],
    [{ 'Fn::GetAtt': 'Table.Arn' }, 'arn:aws:dynamodb:us-east-1:000000000000:table/things'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Stage' }, { Ref: 'AWS::Region' }]] }, 'a-test-us-east-1'],
    [{ 'Fn::Join': ['+', { Ref: 'Names' }] }, 'a+b'],
    [
      { 'Fn::Sub': '${Stage}/${AWS::AccountId}/${Table}/${Table.Arn}/${!Stage}' },
      'test/000000000000/things/arn:aws:dynamodb:us-east-1:000000000000:table/things/${Stage}',
    ],
    [{ 'Fn::Sub': ['${a}-${Stage}', { a: { Ref: 'AWS::Partition' } }] }, 'aws-test'],
    [{ 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    [{ 'Fn::Select': ['0', { Ref: 'Names' }] }, 'a'],
    [{ 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, '128'],
    [{ 'Fn::If': ['IsLive', 'yes', 'no'] }, 'no'],
    [{ 'Fn::If': ['Both', 'yes', 'no'] }, 'no'],
    [{ 'Fn::If': ['Either', 'yes', 'no'] }, 'yes'],
    [{ 'Fn::Base64': 'hi' }, 'aGk='],
    [
      {
        'Fn::Join': [
          '',
          ['https://', { Ref: 'Api' }, '.execute-api.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }, '/'],
        ],
      },
      'http://127.0.0.1:1/',
    ],
    [{ 'Fn::GetAtt': ['Api', 'ApiEndpoint'] }, 'http://127.0.0.1:1'],
    [{ Ref: 'AWS::StackName' }, 'Stack'],
  ])('%j is %s', (value, expected) => {
    expect(outputOf(value)).toBe(expected)
  })

  test('parameters are given, or have a default, or are asked for by name', () => {
    expect(outputOf({ 'Fn::If': ['IsLive', 'yes', 'no'] }, { Stage: 'live' })).toBe('yes')
    expect(() => outputOf({ Ref: 'Needed' })).toThrow('parameter Needed of stack Stack has no default')
    expect(outputOf({ Ref: 'Needed' }, { Needed: 'here' })).toBe('here')
  })

  test('what is not known is refused by name', () => {
    expect(() => outputOf({ 'Fn::GetAZs': '' })).toThrow('Fn::GetAZs is not supported locally')
    expect(() => outputOf({ Ref: 'Nobody' })).toThrow('stack Stack has nothing named "Nobody"')
    expect(() => outputOf('{{resolve:ssm:x}}')).toThrow('dynamic reference not supported')
    expect(() => outputOf({ 'Fn::ImportValue': 'nothing' })).toThrow('no stack exports "nothing"')
  })
})

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: end

test('a stack imports what another exports, in whatever order they stand', () => {
  const user: Template = { Outputs: { Name: { Value: { 'Fn::ImportValue': 'Data:Bucket' } } } }
  const data: Template = {
    Resources: { Bucket: { Type: 'AWS::S3::Bucket' } },
    Outputs: {
      X: { Value: { Ref: 'Bucket' }, Export: { Name: { 'Fn::Join': [':', [{ Ref: 'AWS::StackName' }, 'Bucket']] } } },
    },
  }
  expect(load({ User: user, Data: data }).outputs.Name).toBe('data-bucket')
})

test('AWS::NoValue takes a property away, and a condition a resource', () => {
  const { of } = load({
    Stack: {
      Conditions: { Never: { 'Fn::Equals': [1, 2] } },
      Resources: {
        There: {
          Type: 'AWS::S3::Bucket',
          Properties: {
            BucketName: 'there',
            VersioningConfiguration: { 'Fn::If': ['Never', {}, { Ref: 'AWS::NoValue' }] },
          },
        },
        Gone: { Type: 'AWS::S3::Bucket', Condition: 'Never' },
      },
    },
  })
  expect(of('AWS::S3::Bucket')).toMatchObject([{ id: 'There', properties: { BucketName: 'there' } }])
  expect(of('AWS::S3::Bucket')[0]?.properties).not.toHaveProperty('VersioningConfiguration')
})

test('a policy may have a Condition that is none of the template', () => {
  const Condition = { Bool: { 'aws:SecureTransport': 'false' } }
  const { of } = load({
    Stack: {
      Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { Policy: { Statement: [{ Condition }] } } } },
    },
  })
  expect(of('AWS::S3::Bucket')[0]?.properties).toEqual({ Policy: { Statement: [{ Condition }] } })
})

test('a resource type that nobody thought about is refused; what only protects or watches is passed over', () => {
  expect(
    load({ Stack: { Resources: { Role: { Type: 'AWS::IAM::Role' }, Alarm: { Type: 'AWS::CloudWatch::Alarm' } } } })
      .physical,
  ).toHaveProperty('Role')
  const cluster = { Stack: { Resources: { Cluster: { Type: 'AWS::ECS::Cluster' } } } }
  expect(() => load(cluster)).toThrow('the local cloud does not know AWS::ECS::Cluster (Stack.Cluster)')
})
