import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import type { ServiceFunction } from './service-function.ts'

export interface KeyedTableProps {
  /** The environment variable by which functions find the table. */
  variable: string
  /** Whether any moment of the last 35 days can be brought back. */
  backups: boolean
}

/** A table of items by `pk` and `sk`, which end at `expires_at`, retained and protected. Access patterns: docs/access-patterns.md */
export class KeyedTable extends Construct {
  readonly table: Table
  private readonly variable: string

  constructor(scope: Construct, id: string, { variable, backups }: KeyedTableProps) {
    super(scope, id)
    this.variable = variable
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      timeToLiveAttribute: 'expires_at',
      ...(backups && { pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true } }),
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
  }

  /** Calls of DynamoDB, such as `GetItem`. */
  protected grant(fn: ServiceFunction, actions: string[]): void {
    fn.addEnvironment(this.variable, this.table.tableName)
    fn.allow(
      actions.map((action) => `dynamodb:${action}`),
      [this.table.tableArn],
    )
  }
}
