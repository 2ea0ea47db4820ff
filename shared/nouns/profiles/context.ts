import type { Bucket } from '../../ports/aws/objects.ts'
import type { Table } from '../../ports/store/table.ts'

/** The ports of the live half. */
export interface ProfilesContext {
  /** The one table: accounts, sources and their settings. */
  table: Table
  /** Events, and the people behind them: shared/ports/store/profile-keys.ts */
  profiles: Table
  now: () => Date
}

/** With the lake, into which the consumer writes the log. */
export interface ConsumerContext extends ProfilesContext {
  lake: Pick<Bucket, 'put'>
}
