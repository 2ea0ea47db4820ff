import { singular } from '../contract/resource-operations.ts'
import type { OutputOf, Resource, ResourceType } from '../model/resource.ts'
import type { Reads } from './planned.ts'

/** The sentence of a resource without data: nothing has been read in this account yet. */
export const waitsForData = { waitsFor: 'waits for the first dataset to be read' }

/** The sentence of a resource whose upstream has published nothing yet. */
export function waitsForUpstream(type: ResourceType, id: unknown, one: Resource | undefined) {
  const noun = singular(type)
  if (!one) return { waitsFor: `waits for ${noun} "${id}", which does not exist` }
  return { waitsFor: `waits for ${saidOf(one)}` }
}

/** `cohort "Customers" (id)`; people have no name that customers know. */
const saidOf = ({ type, id, config }: Resource): string =>
  type === 'people' ? "the account's people" : `${singular(type)} "${config.name ?? id}" (${id})`

/** The sentence of all that is made from a resource which failed: the root of the trouble, and what is wrong there. */
export const blockedNote = (cause: Resource): string =>
  `can't be built while ${saidOf(cause)} is in error: ${cause.status_error ?? 'its build failed'}`

/** The sentence of a resource that reads a stream or a trait which no dataset has filled. */
export const waitsForName = (noun: 'stream' | 'trait', name: string) => ({
  waitsFor: `waits for ${noun} "${name}": no dataset has filled it yet`,
})

/** Digests of the streams and traits that a configuration names, as the last identity resolution published them. */
export function partsRead(
  { streams = [], traits = [] }: Reads,
  people: OutputOf<'people'>,
): { digests: string[] } | { waitsFor: string } {
  const digests: string[] = []
  for (const [noun, names, facts] of [
    ['stream', streams, people.streams],
    ['trait', traits, people.traits],
  ] as const) {
    for (const name of names) {
      const one = facts[name]
      if (!one) return waitsForName(noun, name)
      digests.push(one.digest)
    }
  }
  return { digests }
}
