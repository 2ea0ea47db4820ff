import { ACCOUNT_ID, arn, REGION } from '../place.ts'

/** The values of `Ref` and `Fn::GetAtt` for a resource. */
export interface Identity {
  ref: string
  attributes: Record<string, string>
}

interface Unidentified {
  stack: string
  id: string
  /** The name that the template gives, if any. */
  name: (property: string) => string | undefined
  addresses: Addresses
}

/** Where this machine's services listen that resources are named by. */
export interface Addresses {
  /** Stands in for the address that API Gateway would give the HTTP API. */
  api: string
  /** Stands in for the addresses of buckets. */
  s3: string
  /** Of the queues: the SDK goes where a queue's URL leads. */
  sqs: string
}

/** CloudFormation's habit: stack, logical id. No random suffix, so that a restart finds the same names. */
const generated = ({ stack, id }: Unidentified, longest: number) => {
  const full = `${stack}-${id}`
  return full.length <= longest ? full : full.slice(0, longest - 9) + full.slice(-9)
}

const named = (ref: string, Arn: string, more: Record<string, string> = {}) => ({ ref, attributes: { Arn, ...more } })

const TYPES: Record<string, (resource: Unidentified) => Identity> = {
  'AWS::DynamoDB::Table': (r) => {
    const name = r.name('TableName') ?? generated(r, 255)
    return named(name, arn('dynamodb', `table/${name}`))
  },
  'AWS::S3::Bucket': (r) => {
    const name = r.name('BucketName') ?? generated(r, 63).toLowerCase()
    const domain = `${name}.s3.${REGION}.amazonaws.com`
    return named(name, `arn:aws:s3:::${name}`, { DomainName: `${name}.s3.amazonaws.com`, RegionalDomainName: domain })
  },
  'AWS::Lambda::Function': (r) => {
    const name = r.name('FunctionName') ?? generated(r, 64)
    return named(name, arn('lambda', `function:${name}`))
  },
  'AWS::Lambda::LayerVersion': (r) => ({ ref: arn('lambda', `layer:${generated(r, 140)}:1`), attributes: {} }),
  'AWS::StepFunctions::StateMachine': (r) => {
    const name = r.name('StateMachineName') ?? generated(r, 80)
    const Arn = arn('states', `stateMachine:${name}`)
    return { ref: Arn, attributes: { Arn, Name: name } }
  },
  'AWS::ApiGatewayV2::Api': (r) => {
    const ref = r.id.toLowerCase()
    return { ref, attributes: { ApiId: ref, ApiEndpoint: r.addresses.api } }
  },
  'AWS::CloudFront::Distribution': (r) => {
    const ref = r.id.toLowerCase()
    return { ref, attributes: { Id: ref, DomainName: `${ref}.cloudfront.net` } }
  },
  'AWS::CloudFront::Function': (r) => {
    const name = r.name('Name') ?? generated(r, 64)
    return {
      ref: arn('cloudfront', `function/${name}`),
      attributes: { FunctionARN: arn('cloudfront', `function/${name}`) },
    }
  },
  'AWS::Events::Rule': (r) => {
    const name = r.name('Name') ?? generated(r, 64)
    return named(name, arn('events', `rule/${name}`))
  },
  'AWS::Scheduler::ScheduleGroup': (r) => {
    const name = r.name('Name') ?? generated(r, 64)
    return named(name, arn('scheduler', `schedule-group/${name}`))
  },
  'AWS::SQS::Queue': (r) => {
    const name = r.name('QueueName') ?? generated(r, 80)
    const url = `${r.addresses.sqs}/${ACCOUNT_ID}/${name}`
    return named(url, arn('sqs', name), { QueueName: name, QueueUrl: url })
  },
  'AWS::SNS::Topic': (r) => {
    const name = r.name('TopicName') ?? generated(r, 256)
    return { ref: arn('sns', name), attributes: { TopicArn: arn('sns', name), TopicName: name } }
  },
  'AWS::IAM::Role': (r) => {
    const name = r.name('RoleName') ?? generated(r, 64)
    return named(name, `arn:aws:iam::${ACCOUNT_ID}:role/${name}`, { RoleId: name })
  },
  'AWS::Logs::LogGroup': (r) => {
    const name = r.name('LogGroupName') ?? generated(r, 512)
    return named(name, arn('logs', `log-group:${name}:*`))
  },
  'AWS::SES::EmailIdentity': (r) => ({ ref: r.name('EmailIdentity') ?? r.id, attributes: {} }),
}

/** The physical names of a resource. A type without a rule gets its stack and logical id; `resolve` invents its attributes. */
export function identify(type: string, resource: Unidentified): Identity {
  return TYPES[type]?.(resource) ?? { ref: generated(resource, 255), attributes: {} }
}
