import type * as z from 'zod'
import type { Resource, ResourceType } from '../model/resource.ts'
import type { ConfigWrite } from '../ports/store/resources.ts'
import type { ApiContext } from './api-context.ts'

export type Json = Record<string, unknown>

/** What one noun adds to the verbs that all nouns share. */
export interface Noun<Config extends Json = Json> {
  type: ResourceType
  /** Every configuration is checked by it, new or patched. */
  schema: z.ZodObject
  /** Fills in what the customer left out, such as a name. */
  complete(config: Config, all: Resource[], self: Resource | undefined): Config
  /** What a patch is merged into, where that is less than the whole configuration. */
  patched?(config: Config, patch: Json): Json
  /** Refuses what the schema can't see: references, names, contradictions. */
  check(config: Config, all: Resource[], self: Resource | undefined, now: Date): void
  /** What is written together with a resource that is made, changed (both given) or deleted. */
  alongside?(change: { before?: Resource; after?: Resource; all: Resource[]; create: NewResource }): ConfigWrite
  /** Why a resource can't be deleted although nothing uses it. */
  holds?(resource: Resource, all: Resource[]): string | undefined
  /** Types that `show` looks at beside the resource itself. */
  needs?: ResourceType[]
  /** Fields of the answer beside the envelope and the configuration; undefined takes a field away. */
  show?(resource: Resource, related: Resource[], ctx: ApiContext): Json | Promise<Json>
  /** Streams and traits are also found by their name. */
  named?: true
  /** Something outside the table that follows the resource. */
  follow?: {
    /** Gives the resource as it is once that is done. */
    written(ctx: ApiContext, resource: Resource): Promise<Resource>
    removed(ctx: ApiContext, resource: Resource): Promise<void>
  }
}

export type NewResource = (type: ResourceType, config: Json) => Resource
