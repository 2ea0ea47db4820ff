import { CfnOutput, CfnParameter, Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { Bucket, type CfnBucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { buildKeys } from '../shared/lake/keys.ts'
import { acknowledge } from './constructs/acknowledge.ts'
import { abortUploads, PrivateBucket, privateBucket } from './constructs/private-bucket.ts'
import { ProfileTable } from './constructs/profile-table.ts'
import { ResourceTable } from './constructs/resource-table.ts'

/**
 * The parts that cannot be rebuilt: the table and the buckets. CloudFormation retains them, and protects the stack and
 * its parts against deletion.
 */
export class DataStack extends Stack {
  readonly table: ResourceTable
  readonly profiles: ProfileTable
  readonly uploads: PrivateBucket
  readonly lake: PrivateBucket
  readonly exports: PrivateBucket

  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, { description: 'Moira: customers’ files, what is made of them, and the resources', ...props })
    this.table = new ResourceTable(this, 'Resources')
    this.profiles = new ProfileTable(this, 'Profiles')

    const accessLogs = new Bucket(this, 'AccessLogs', {
      ...privateBucket,
      lifecycleRules: [abortUploads, { id: 'expire-logs', expiration: Duration.days(90) }],
    })
    acknowledge(accessLogs, 'S1', 'It holds the access logs: logging into itself would never end')

    const dashboard = new CfnParameter(this, 'DashboardOrigin', {
      type: 'String',
      default: 'https://*.cloudfront.net',
      allowedPattern: 'https?://[^/\\s]+',
      description: 'The origin whose pages may send files to signed URLs; one * stands for any text',
    })
    this.uploads = new PrivateBucket(this, 'Uploads', {
      pages: [dashboard.valueAsString],
      variable: 'UPLOADS_BUCKET',
      accessLogs,
      // A file replaced by mistake can be brought back; which rows are live is the newest version's business alone.
      versioned: true,
      lifecycle: [{ id: 'expire-replaced-files', noncurrentVersionExpiration: Duration.days(90) }],
    })
    // As a property: CDK's own `eventBridgeEnabled` makes a custom resource and a function for this one line.
    const uploads = this.uploads.bucket.node.defaultChild as CfnBucket
    uploads.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } }

    this.lake = new PrivateBucket(this, 'Lake', {
      variable: 'LAKE_BUCKET',
      accessLogs,
      // The notes that the states of one build write for each other; a build ends within hours.
      lifecycle: [{ id: 'expire-build-notes', prefix: buildKeys.all, expiration: Duration.days(7) }],
    })

    this.exports = new PrivateBucket(this, 'Exports', {
      variable: 'EXPORTS_BUCKET',
      accessLogs,
      // Personal data in clear text: an export that was replaced is of no use to anybody after a week.
      versioned: true,
      lifecycle: [{ id: 'expire-replaced-exports', noncurrentVersionExpiration: Duration.days(7) }],
    })

    new CfnOutput(this, 'TableName', { value: this.table.table.tableName })
    new CfnOutput(this, 'ProfilesTableName', { value: this.profiles.table.tableName })
    new CfnOutput(this, 'UploadsBucket', { value: this.uploads.bucket.bucketName })
    new CfnOutput(this, 'LakeBucket', { value: this.lake.bucket.bucketName })
    new CfnOutput(this, 'ExportsBucket', { value: this.exports.bucket.bucketName })
  }
}
