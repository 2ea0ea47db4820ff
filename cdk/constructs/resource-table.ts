import type { Construct } from 'constructs'
import { KeyedTable } from './keyed-table.ts'
import type { ServiceFunction } from './service-function.ts'

/** The one table: resources, keys, idempotency records, runs. Access patterns: docs/access-patterns.md */
export class ResourceTable extends KeyedTable {
  constructor(scope: Construct, id: string) {
    super(scope, id, { variable: 'TABLE_NAME', backups: true })
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
}
