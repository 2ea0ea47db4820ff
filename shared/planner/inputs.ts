import { digestOf } from '../model/ids.ts'
import { ofType, type Resource, type ResourceType } from '../model/resource.ts'
import { graphOf, nounOf } from './graph.ts'
import type { AccountState, PlannedAccount, PlannedNouns } from './planned.ts'

/** The digest of a resource's inputs, or what it still waits for (undefined where there is nothing to say). */
export type Inputs = { digest: string } | { waitsFor: string | undefined }

/**
 * Everything a build of `resource` would read, as one digest: its configuration, what was published upstream, the
 * uploads, the moment where time matters. The noun says which; only the parts of `people` that the resource uses count,
 * so that an edited trait rebuilds what uses it and nothing else.
 */
export function inputsOf(nouns: PlannedNouns, resource: Resource, account: PlannedAccount): Inputs {
  const noun = nounOf(nouns, resource.type)
  const found = noun.inputs?.(resource, account) ?? { waitsFor: undefined }
  if ('waitsFor' in found) return found
  const shownOnly = new Set(['name', ...(noun.shownOnly ?? [])])
  const config = Object.fromEntries(Object.entries(resource.config).filter(([key]) => !shownOnly.has(key)))
  return { digest: digestOf({ type: resource.type, config, force: resource.force, ...found.inputs }) }
}

/** An account's state with what the nouns ask of it. */
export function plannedAccount(nouns: PlannedNouns, state: AccountState): PlannedAccount {
  const graph = graphOf(nouns, state.resources)
  const find = <Type extends ResourceType>(type: Type, id: unknown) =>
    ofType(state.resources, type).find((one) => one.id === id)
  const [people] = ofType(state.resources, 'people')
  return { ...state, people: people?.output, find, upstreamsOf: graph.upstreamsOf }
}
