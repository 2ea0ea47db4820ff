import type { Json } from './noun.ts'
import type { Served } from './serve.ts'

/** The verbs of a noun that look at what is sent before they create or patch: for checks that not every function can carry. */
export const checkingBody = ({ operations, verbs }: Served, check: (body: Json) => void): Served => {
  const checked = (verb: Served['verbs'][string]): Served['verbs'][string] => {
    return (ctx, input: { body: Json }) => {
      check(input.body)
      return verb(ctx, input as never)
    }
  }
  const { create, patch } = verbs
  return { operations, verbs: { ...verbs, create: checked(create!), patch: checked(patch!) } }
}
