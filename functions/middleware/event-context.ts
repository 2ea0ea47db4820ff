import { openBus } from '../../shared/ports/aws/bus.ts'
import type { Context } from '../../shared/ports/context.ts'
import { env } from '../../shared/ports/env.ts'
import { openTable } from '../../shared/ports/store/table.ts'
import { once } from './once.ts'

/** What every function behind the bus needs: its connections outlive the event, the next one finds them open. */
export const eventContext: () => Context = once(() => ({
  table: openTable(env.table),
  bus: openBus(),
  now: () => new Date(),
}))
