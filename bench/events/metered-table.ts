import type { Table } from '../../shared/ports/store/table.ts'

interface Consumed {
  CapacityUnits?: number
}

/** Counts the units that a table bills, as DynamoDB itself says them with each answer. */
export function meter({ db }: Table) {
  const units = { write: 0, read: 0, calls: 0 }
  db.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' })
        const answer = await next(args)
        const { ConsumedCapacity = [] } = answer.output as { ConsumedCapacity?: Consumed | Consumed[] }
        const kind = /Put|Update|Delete|Write/.test(commandName ?? '') ? 'write' : 'read'
        for (const { CapacityUnits = 0 } of [ConsumedCapacity].flat()) units[kind] += CapacityUnits
        units.calls++
        return answer
      },
    { step: 'initialize', name: 'meter' },
  )
  return {
    /** Units since the last time. */
    take() {
      const taken = { ...units }
      Object.assign(units, { write: 0, read: 0, calls: 0 })
      return taken
    },
  }
}
