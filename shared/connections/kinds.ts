import type { Connection } from './connection.ts'
import { hostedCsv } from './hosted-csv.ts'

/** Every kind of connection by its type. */
const kinds: Readonly<Record<string, Connection>> = { [hostedCsv.type]: hostedCsv }

/** `options` of a target: those of one of the kinds. With a second kind this becomes a union by `type`. */
export const connectionOptions = hostedCsv.options

/** The kind that a target's configuration names. The contract lets no other type through. */
export function connectionOf({ type }: { type: string }): Connection {
  const kind = kinds[type]
  if (!kind) throw new Error(`there is no connection of type ${type}`)
  return kind
}
