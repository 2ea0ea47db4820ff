import { join } from 'node:path'
import { type CfnElement, CfnOutput, Duration, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib'
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  Function as HttpFunction,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3'
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment'
import { Construct } from 'constructs'
import { root } from '../if-changed.ts'
import { acknowledge } from './acknowledge.ts'
import { abortUploads, privateBucket } from './private-bucket.ts'

/**
 * The dashboard names everything that it loads: its own files, and the API of the same host.
 * @param uploads the origin of the bucket to which it sends large files
 */
export const contentSecurityPolicy = (uploads: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${uploads}`,
    "font-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')

/** A path without a dot is a page, and all pages are one file: the address in the browser says which. */
const pages = `function handler(event) {
  var request = event.request
  if (request.uri.indexOf('.') < 0) request.uri = '/index.html'
  return request
}`

/** The dashboard: files of a private bucket behind CloudFront, and the API under the same host. */
export class Website extends Construct {
  /** Where the dashboard is, without a slash at the end. */
  readonly url: string

  private readonly policy: string

  constructor(scope: Construct, id: string, { api, uploads }: { api: HttpApi; uploads: IBucket }) {
    super(scope, id)
    this.policy = contentSecurityPolicy(`https://${uploads.bucketRegionalDomainName}`)
    const bucket = new Bucket(this, 'Files', {
      ...privateBucket,
      // Nothing in it is anybody's: a deployment makes it again.
      removalPolicy: RemovalPolicy.DESTROY,
      lifecycleRules: [abortUploads],
    })
    acknowledge(bucket, 'S1', 'It holds the pages of the dashboard, which anybody may read')
    const files = S3BucketOrigin.withOriginAccessControl(bucket)
    const apiOrigin = new HttpOrigin(Fn.select(2, Fn.split('/', api.apiEndpoint)))
    const toApi = {
      origin: apiOrigin,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    }
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Moira: the dashboard',
      defaultRootObject: 'index.html',
      defaultBehavior: {
        origin: files,
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        // One small file, which names the others: who has an old one would not find them.
        cachePolicy: CachePolicy.CACHING_DISABLED,
        responseHeadersPolicy: this.headers('Pages', 'no-cache'),
        functionAssociations: [
          {
            eventType: FunctionEventType.VIEWER_REQUEST,
            function: new HttpFunction(this, 'OnePage', {
              comment: 'Moira: every page is index.html',
              code: FunctionCode.fromInline(pages),
              runtime: FunctionRuntime.JS_2_0,
            }),
          },
        ],
      },
      additionalBehaviors: {
        '/v1/*': toApi,
        '/openapi.json': toApi,
        '/assets/*': {
          origin: files,
          viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
          // Their names hold the digest of their bytes.
          responseHeadersPolicy: this.headers('Assets', 'public, max-age=31536000, immutable'),
        },
      },
    })
    new BucketDeployment(this, 'Deployment', {
      sources: [Source.asset(join(root, 'dist', 'web'))],
      destinationBucket: bucket,
      // A page that is open loads parts of the build that it came from.
      prune: false,
      logGroup: new LogGroup(this, 'DeploymentLogs', {
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    })
    acknowledgeCopying(Stack.of(this), bucket)
    this.url = `https://${distribution.distributionDomainName}`
    new CfnOutput(Stack.of(this), 'DashboardUrl', { value: this.url })

    acknowledge(distribution, 'CFR1', 'Customers may sit anywhere')
    acknowledge(distribution, 'CFR2', 'The pages are public files; the API counts requests itself')
    acknowledge(
      distribution,
      'CFR3',
      'The API has its own access log, and that of CloudFront would hold addresses of people',
    )
    acknowledge(distribution, 'CFR4', 'The default certificate, until the operator brings a domain')
  }

  /** The headers of every file: what a page may load, and how long browsers keep the file. */
  private headers(id: string, cacheControl: string): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, id, {
      comment: `Moira: ${id.toLowerCase()} of the dashboard`,
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: this.policy, override: true },
        contentTypeOptions: { override: true },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(730),
          includeSubdomains: true,
          preload: false,
          override: true,
        },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'Cache-Control', value: cacheControl, override: true },
          { header: 'Referrer-Policy', value: 'no-referrer', override: true },
          { header: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=()', override: true },
          { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true },
        ],
      },
    })
  }
}

/** The function that copies the files when the stack is deployed is CDK's own, and so are its rights and its runtime. */
function acknowledgeCopying(stack: Stack, bucket: Bucket): void {
  const copying = stack.node.children.find(({ node }) => node.id.startsWith('Custom::CDKBucketDeployment'))!
  const reason = 'Runs at deployments only, reads the assets of this deployment and writes the bucket of public pages'
  const files = stack.getLogicalId(bucket.node.defaultChild as CfnElement)
  for (const rule of [
    'L1',
    'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    ...['GetObject*', 'GetBucket*', 'List*', 'Abort*', 'DeleteObject*'].map((action) => `IAM5[Action::s3:${action}]`),
    'IAM5[Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*]',
    `IAM5[Resource::<${files}.Arn>/*]`,
  ]) {
    acknowledge(copying, rule, reason)
  }
}
