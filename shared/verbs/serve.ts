import type { Input, Operations } from '../contract/operation.ts'
import type { ApiContext } from './api-context.ts'

export type Verbs<Ops extends Operations> = {
  [Name in keyof Ops]: (ctx: ApiContext, input: Input<Ops[Name]>) => Promise<unknown>
}

/** A noun as an endpoint serves it: each operation of the contract beside the verb that carries it out. */
export interface Served {
  operations: Operations
  verbs: Record<string, (ctx: ApiContext, input: never) => Promise<unknown>>
}

/** Pairs a noun's operations with verbs of the same names; the compiler misses none. */
export const serve = <Ops extends Operations>(operations: Ops, verbs: Verbs<Ops>): Served => ({
  operations,
  verbs: verbs as Served['verbs'],
})
