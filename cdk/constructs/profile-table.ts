import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import type { ServiceFunction } from './service-function.ts'

/**
 * Events, and the people behind them. Backups would cost more than they are worth: the log in the lake has every event, and the
 * table is made from it. Access patterns: docs/access-patterns.md
 */
export class ProfileTable extends Construct {
  readonly table: Table

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      timeToLiveAttribute: 'expires_at',
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    acknowledge(this.table, 'DDB3', 'The table can be made again from the log in the lake')
  }

  /** The calls of the consumer of events. */
  grantConsume(fn: ServiceFunction): void {
    this.grant(fn, ['BatchGetItem', 'BatchWriteItem', 'PutItem'])
  }

  /** The calls of a build that publishes what files say of people. */
  grantPublish(fn: ServiceFunction): void {
    this.grant(fn, ['BatchGetItem', 'BatchWriteItem'])
  }

  /** For the Profile API, which writes the people whom a decision makes. */
  grantAsk(fn: ServiceFunction): void {
    this.grant(fn, ['BatchGetItem', 'BatchWriteItem', 'Query'])
  }

  private grant(fn: ServiceFunction, actions: string[]): void {
    fn.addEnvironment('PROFILES_TABLE_NAME', this.table.tableName)
    fn.allow(
      actions.map((action) => `dynamodb:${action}`),
      [this.table.tableArn],
    )
  }
}
