import { openBus } from '../../shared/ports/aws/bus.ts'
import type { Context } from '../../shared/ports/context.ts'
import { env } from '../../shared/ports/env.ts'
import { openTable } from '../../shared/ports/store/table.ts'
import { once } from './once.ts'

/**
 * The context of every function behind the bus: its connections outlive the event, so the next event finds them open.
 */
export const eventContext: () => Context = once(() => ({
  table: openTable(env.table),
  bus: openBus(),
  now: () => new Date(),
}))
