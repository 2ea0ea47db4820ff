import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import type { ServiceFunction } from './service-function.ts'

/** The one table: resources, keys, idempotency records, runs. Access patterns: docs/access-patterns.md */
export class ResourceTable extends Construct {
  readonly table: Table

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      timeToLiveAttribute: 'expires_at',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
  }

  /** The calls that shared/ports/store makes. Scan is not among them, because every access pattern has a key. */
  grantReadWrite(fn: ServiceFunction): void {
    this.grant(fn, ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'])
  }

  /** For functions of the API that write nothing but the count of requests. */
  grantReadAndCount(fn: ServiceFunction): void {
    this.grant(fn, ['GetItem', 'Query', 'UpdateItem'])
  }

  /** For the consumer of events, which reads the settings of an account's sources and keeps rejections. */
  grantConsume(fn: ServiceFunction): void {
    this.grant(fn, ['PutItem', 'Query'])
  }

  /** For the intake of events: it looks up a source, counts requests, and keeps rejections. */
  grantIntake(fn: ServiceFunction): void {
    this.grant(fn, ['GetItem', 'PutItem', 'UpdateItem'])
  }

  private grant(fn: ServiceFunction, actions: string[]): void {
    fn.addEnvironment('TABLE_NAME', this.table.tableName)
    fn.allow(
      actions.map((action) => `dynamodb:${action}`),
      [this.table.tableArn],
    )
  }
}
