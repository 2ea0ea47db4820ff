import type { Machine } from '../model/machine.ts'
import type { ConfigOf, LogState, OutputOf, Resource, ResourceType, Upload } from '../model/resource.ts'

/** A resource by type and id. */
export interface Ref {
  type: ResourceType
  id: string
}

/** The upstreams of a resource, as its configuration names them. */
export interface Reads {
  /** Names of streams. */
  streams?: string[]
  /** Names of traits. */
  traits?: string[]
  resources?: Ref[]
  /** Every resource of these types. */
  every?: readonly ResourceType[]
}

/** The planner's knowledge of one account. */
export interface AccountState {
  resources: Resource[]
  uploads: Upload[]
  /** By the ids of the sources. */
  logs: Readonly<Record<string, LogState>>
}

/** An account as a noun's `inputs` sees it. */
export interface PlannedAccount extends AccountState {
  /** Published by the account's last identity resolution. */
  people: OutputOf<'people'> | undefined
  find<Type extends ResourceType>(type: Type, id: unknown): Resource<Type> | undefined
  upstreamsOf(resource: Resource): Ref[]
}

/**
 * Everything that a build would read beside its configuration, as JSON whose digest is compared; or the sentence that says
 * what the resource still waits for (undefined where there is nothing to say).
 */
export type BuildInputs = { inputs: Record<string, unknown> } | { waitsFor: string | undefined }

/** The side of a noun that the planner asks. */
export interface Planned<Type extends ResourceType = ResourceType> {
  type: Type
  /** Derived from the configuration alone, so it is the same for planning, "in use", archiving and `/graph`. */
  reads(config: ConfigOf<Type>): Reads
  /** Names of the streams and traits that a resource fills: it is upstream of them. */
  makes?(resource: Resource<Type>): { streams: string[]; traits: string[] }
  /** Fields of the configuration that change how a resource is shown, not how it is built; `name` is always one. */
  shownOnly?: readonly string[]
  /** Of nouns that a machine builds. */
  inputs?(resource: Resource<Type>, account: PlannedAccount): BuildInputs
  machine?: Machine
}

/** Every noun by its type, upstream first: a noun only reads nouns before it, so no circle can exist. */
export type PlannedNouns = { readonly [Type in ResourceType]: Planned<Type> }
