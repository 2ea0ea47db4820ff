import type { Bus } from './aws/bus.ts'
import type { Table } from './store/table.ts'

/** What every verb gets beside its input: explicit, never ambient. */
export interface Context {
  table: Table
  bus: Bus
  /** The present moment. */
  now: () => Date
}

/** A verb's context on behalf of one account. */
export interface AccountContext extends Context {
  account_id: string
}
