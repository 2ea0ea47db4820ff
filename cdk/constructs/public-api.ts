import { RemovalPolicy } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import { type CfnStage, HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { intakePaths } from '../../shared/nouns/sources/intake.ts'
import { apiNouns, type LakeQuery, lakeQueries, lakeQueryPaths, logicalId, profileWords } from '../functions.ts'
import { acknowledge } from './acknowledge.ts'
import type { ServiceFunction } from './service-function.ts'

export interface PublicApiProps {
  nouns: ReadonlyMap<string, ServiceFunction>
  lakeQueries: Record<LakeQuery, ServiceFunction>
  intake: ServiceFunction
  profiles: ServiceFunction
  openapi: ServiceFunction
  /** Answers whatever no other route takes, in our own error body. */
  notFound: ServiceFunction
}

// No address, no path, no query string, no header: all of them may tell who somebody is.
const accessLogFormat = JSON.stringify({
  request_id: '$context.requestId',
  time: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  bytes: '$context.responseLength',
  error: '$context.integrationErrorMessage',
})

/** For all sources together; each has its own limit. Apart from the stage's: events take nothing from the rest of the API. */
const intakeThrottle = { ThrottlingRateLimit: 5000, ThrottlingBurstLimit: 10_000 }

/** The HTTP API: two routes for each noun (one for each operation would overflow the functions' policies of 20 KB). */
export class PublicApi extends Construct {
  readonly api: HttpApi

  constructor(scope: Construct, id: string, props: PublicApiProps) {
    super(scope, id)
    this.api = new HttpApi(this, 'Http', {
      description: 'Moira',
      createDefaultStage: false,
      defaultIntegration: new HttpLambdaIntegration('NotFound', props.notFound),
    })
    const logs = new LogGroup(this, 'AccessLogs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      // For all customers together; what one customer may do is counted by the endpoints.
      throttle: { rateLimit: 200, burstLimit: 400 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logs),
        format: AccessLogFormat.custom(accessLogFormat),
      },
    })
    for (const noun of apiNouns) {
      const integration = new HttpLambdaIntegration(`${noun}Integration`, props.nouns.get(noun)!)
      for (const path of [`/v1/${noun}`, `/v1/${noun}/{proxy+}`]) {
        this.api.addRoutes({ path, methods: [HttpMethod.ANY], integration })
      }
    }
    // The gateway prefers a route without {proxy+}.
    for (const name of lakeQueryPaths) {
      const integration = new HttpLambdaIntegration(`${logicalId(name)}Integration`, props.lakeQueries[name])
      for (const route of lakeQueries[name]) {
        const [method, path] = route.split(' ') as [HttpMethod, string]
        this.api.addRoutes({ path, methods: [method], integration })
      }
    }
    const profiles = new HttpLambdaIntegration('ProfilesIntegration', props.profiles)
    for (const word of profileWords) {
      this.api.addRoutes({ path: `/v1/${word}/{proxy+}`, methods: [HttpMethod.ANY], integration: profiles })
    }
    // One permission for all of these routes: with one for each the function's policy would overflow.
    const intake = new HttpLambdaIntegration('IntakeIntegration', props.intake, { scopePermissionToRoute: false })
    const throttled: Record<string, unknown> = {}
    for (const { method, path } of intakePaths) {
      // The gateway answers no OPTIONS by itself: CORS for the whole API would open the rest of it to browsers.
      const methods = [HttpMethod[method], HttpMethod.OPTIONS]
      for (const route of this.api.addRoutes({ path, methods, integration: intake })) stage.node.addDependency(route)
      for (const each of methods) throttled[`${each} ${path}`] = intakeThrottle
    }
    ;(stage.node.defaultChild as CfnStage).routeSettings = throttled
    const openapi = new HttpLambdaIntegration('OpenapiIntegration', props.openapi)
    this.api.addRoutes({ path: '/openapi.json', methods: [HttpMethod.GET], integration: openapi })

    acknowledge(
      this,
      'APIG4',
      'Keys are checked by the endpoints: an authorizer of the gateway answers in the gateway’s body, clients expect ours',
    )
  }
}
