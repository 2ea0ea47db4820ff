import type { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import { KeyedTable } from './keyed-table.ts'
import type { ServiceFunction } from './service-function.ts'

/**
 * Events, and the people behind them. Backups would cost more than they are worth: every event stands in the log in the lake, too.
 * Access patterns: docs/access-patterns.md
 */
export class ProfileTable extends KeyedTable {
  constructor(scope: Construct, id: string) {
    super(scope, id, { variable: 'PROFILES_TABLE_NAME', backups: false })
    acknowledge(this.table, 'DDB3', 'Every event of the table stands in the log in the lake, too')
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
}
