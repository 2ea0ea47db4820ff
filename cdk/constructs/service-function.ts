import { join } from 'node:path'
import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  Architecture,
  type CfnFunction,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda'
import { FilterPattern, LogGroup, MetricFilter, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { logicalId } from '../functions.ts'
import { root } from '../if-changed.ts'
import { acknowledge } from './acknowledge.ts'

export interface ServiceFunctionProps {
  /** The text that a person reads in the console's list. */
  description: string
  memoryMb: number
  timeout: Duration
  /** For functions that are invoked asynchronously: where an event goes that failed three times. */
  deadLetters?: IQueue
  storageMb?: number
  /** Called so often that a trace and Lambda's own log lines of each call would cost more than the call. */
  busy?: true
}

/** Counts the failures that are nobody's but ours, in all functions together. */
export const unexpectedErrors = { metricNamespace: 'Moira', metricName: 'UnexpectedErrors' }
// The one line that the middlewares log for a failure. A customer's mistake and a build that a later one overtook are
// no bugs.
const unexpected =
  '{ ($.level = "ERROR") && ($.failure.name != "CustomerError") && ($.failure.name != "SupersededBuild") }'

/** One bundle of dist/functions as a Lambda function with its own role, log group and trace. Rights come by grants. */
export class ServiceFunction extends LambdaFunction {
  constructor(scope: Construct, path: string, props: ServiceFunctionProps) {
    const id = logicalId(path)
    // Made here because Lambda's own role would hold a managed policy that may write to any log group.
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    super(scope, id, {
      description: props.description,
      code: Code.fromAsset(join(root, 'dist', 'functions', path)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.X86_64,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      tracing: props.busy ? Tracing.DISABLED : Tracing.ACTIVE,
      // Lambda writes a line when a call starts and two when it ends, unless it is asked for warnings only.
      ...(props.busy && { loggingFormat: LoggingFormat.JSON, systemLogLevelV2: SystemLogLevel.WARN }),
      role,
      logGroup,
      ...(props.storageMb && { ephemeralStorageSize: Size.mebibytes(props.storageMb) }),
      ...(props.deadLetters && { deadLetterQueue: props.deadLetters }),
    })
    // Without a hash: the name is what alarms, traces and the local cloud show.
    ;(this.node.defaultChild as CfnFunction).overrideLogicalId(id)
    logGroup.grantWrite(role)
    new MetricFilter(scope, `${id}Unexpected`, {
      logGroup,
      filterPattern: FilterPattern.literal(unexpected),
      ...unexpectedErrors,
    })
    if (!props.busy)
      acknowledge(role, 'IAM5[Resource::*]', 'X-Ray takes no resource: PutTraceSegments and PutTelemetryRecords need *')
  }

  /** Exact actions on exact resources. A wildcard in a resource must be acknowledged by whoever grants it. */
  allow(actions: string[], resources: string[], conditions?: Record<string, unknown>): void {
    this.addToRolePolicy(new PolicyStatement({ actions, resources, ...(conditions && { conditions }) }))
  }

  /** Says why a wildcard in this function's rights is right. */
  acknowledge(rule: string, reason: string): void {
    if (this.role) acknowledge(this.role, rule, reason)
  }
}

/** The longest that an answer through the HTTP API may take is 30 s: the function ends first, with its own message. */
export const apiTimeout = Duration.seconds(29)
export const longestTimeout = Duration.minutes(15)
