import type { Input, Operations } from '../contract/operation.ts'
import type { ApiContext } from './noun.ts'

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

/** The parts of what one endpoint serves, from several nouns; no two operations may have one name. */
export function together(...parts: Served[]): Served {
  const names = parts.flatMap(({ operations }) => Object.keys(operations))
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice) throw new Error(`two operations of one endpoint are called ${twice}`)
  return {
    operations: Object.assign({}, ...parts.map(({ operations }) => operations)),
    verbs: Object.assign({}, ...parts.map(({ verbs }) => verbs)),
  }
}
