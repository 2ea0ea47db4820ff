import type { Bus } from './aws/bus.ts'
import type { Table } from './store/table.ts'

/** The context of every verb, next to its input: explicit, never ambient. */
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

/** Where files are worked on. */
export interface Desk {
  /** An empty folder for this piece of work alone, deleted when the work ends. */
  scratch: string
  /** The memory that DuckDB may hold before it spills, in MiB. */
  memoryMb: number
}

/** Clears a desk for one piece of work. */
export type AtDesk = <Result>(work: (desk: Desk) => Promise<Result>) => Promise<Result>
