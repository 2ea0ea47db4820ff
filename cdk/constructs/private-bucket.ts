import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  HttpMethods,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import type { ServiceFunction } from './service-function.ts'

export interface PrivateBucketProps {
  /** The environment variable under which functions find the bucket's name. */
  variable: string
  accessLogs: IBucket
  versioned?: boolean
  lifecycle?: LifecycleRule[]
  /** Pages of these origins may send files to signed URLs; one `*` in each stands for any text. */
  pages?: string[]
}

const read = ['s3:GetObject']
const write = ['s3:PutObject', 's3:AbortMultipartUpload']

/** A bucket nobody outside the account can read, encrypted, TLS only, kept when its stack goes; it grants itself. */
export class PrivateBucket extends Construct {
  readonly bucket: Bucket
  private readonly variable: string

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id)
    this.variable = props.variable
    this.bucket = new Bucket(this, 'Bucket', {
      ...privateBucket,
      versioned: props.versioned ?? false,
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: `${id.toLowerCase()}/`,
      lifecycleRules: [abortUploads, ...(props.lifecycle ?? [])],
      ...(props.pages && {
        // The signature in the URL says who may write. This says only which pages a browser lets ask.
        cors: [
          {
            allowedOrigins: props.pages,
            allowedMethods: [HttpMethods.PUT],
            allowedHeaders: ['content-type'],
            maxAge: 3600,
          },
        ],
      }),
    })
  }

  /** Get and list. Without the right to list, S3 answers 403 instead of 404 for a key that is not there. */
  grantRead(fn: ServiceFunction): void {
    this.grantList(fn)
    this.grantObjects(fn, read)
  }

  grantReadWrite(fn: ServiceFunction): void {
    this.grantList(fn)
    this.grantObjects(fn, [...read, ...write])
  }

  grantReadWriteDelete(fn: ServiceFunction): void {
    this.grantList(fn)
    this.grantObjects(fn, [...read, ...write, 's3:DeleteObject'])
  }

  grantReadDelete(fn: ServiceFunction): void {
    this.grantList(fn)
    this.grantObjects(fn, [...read, 's3:DeleteObject'])
  }

  /** Put whole objects and nothing else, for those who never look. */
  grantPut(fn: ServiceFunction): void {
    fn.addEnvironment(this.variable, this.bucket.bucketName)
    this.grantObjects(fn, ['s3:PutObject'])
  }

  grantList(fn: ServiceFunction): void {
    fn.addEnvironment(this.variable, this.bucket.bucketName)
    fn.allow(['s3:ListBucket'], [this.bucket.bucketArn])
  }

  private grantObjects(fn: ServiceFunction, actions: string[]): void {
    fn.allow(actions, [this.bucket.arnForObjects('*')])
    // The functions live in another stack: what they see of the bucket's ARN is the name under which it is exported.
    const stack = Stack.of(this)
    const exported = stack.resolve(stack.exportValue(this.bucket.bucketArn)) as { 'Fn::ImportValue': string }
    fn.acknowledge(
      `IAM5[Resource::${exported['Fn::ImportValue']}/*]`,
      'One function serves all accounts; the account is the first part of the key and checked by the handler',
    )
  }
}

/** Parts of an upload that was never completed are invisible and paid for. */
export const abortUploads: LifecycleRule = {
  id: 'abort-incomplete-uploads',
  abortIncompleteMultipartUploadAfter: Duration.days(1),
}

/** The properties that all buckets share, also the bucket of the access logs. */
export const privateBucket = {
  encryption: BucketEncryption.S3_MANAGED,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  removalPolicy: RemovalPolicy.RETAIN,
}
