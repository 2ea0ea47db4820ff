import type * as z from 'zod'
import type { Operations } from '../contract/operation.ts'
import type { ConfigOf, Resource, ResourceType } from '../model/resource.ts'
import type { Role } from '../model/role.ts'
import type { Planned } from '../planner/planned.ts'
import type { Scheduler } from '../ports/aws/scheduler.ts'
import type { ServedBucket } from '../ports/aws/served-bucket.ts'
import type { AccountContext } from '../ports/context.ts'
import type { Mailer } from '../ports/mail/mailer.ts'
import type { ConfigWrite } from '../ports/store/resources.ts'

export type Json = Record<string, unknown>

/**
 * One noun of the product. The planner's half (`Planned`) says from what and by which machine it is built; this half says
 * how the API takes and shows it. Types, routes, OpenAPI, planning order, machines and rights follow from the table of
 * all nouns (shared/nouns/nouns.ts).
 */
export interface Noun<Type extends ResourceType = ResourceType> extends Planned<Type> {
  /** The operations of the public API; none of a noun that customers don't see. */
  operations: Operations
  /** Schemas that the OpenAPI document names: configurations as they are sent, answers as they come. */
  components?: { configs?: Record<string, z.ZodType>; answers?: Record<string, z.ZodType> }
  /** Every configuration is checked by it, new or patched. */
  schema: z.ZodObject
  /** Fills in what the customer left out, such as a name. */
  complete(config: ConfigOf<Type>, all: Resource[], self: Resource | undefined): ConfigOf<Type>
  /** The configuration that a patch is merged into, where that is less than the whole. */
  patched?(config: ConfigOf<Type>, patch: Json): Json
  /** Refuses what the schema can't see: references, names, contradictions. */
  check(config: ConfigOf<Type>, all: Resource[], self: Resource | undefined, now: Date): void
  /** Other resources that are written together with one that is made, changed (both given) or deleted. */
  alongside?(change: {
    before?: Resource<Type>
    after?: Resource<Type>
    all: Resource[]
    create: NewResource
    ctx: ApiContext
  }): ConfigWrite
  /** Why a resource can't be deleted although nothing uses it. */
  holds?(resource: Resource<Type>, all: Resource[]): string | undefined
  /** Types that `show` looks at beside the resource itself. */
  needs?: readonly ResourceType[]
  /** Fields of the answer beside the envelope and the configuration; undefined takes a field away. */
  show?(resource: Resource<Type>, related: Resource[], ctx: ApiContext): Json | Promise<Json>
  /** Streams and traits are also found by their name. */
  named?: true
  /** Datasets make such resources. They do not prevent the deletion of a dataset, unless something reads them. */
  madeByDatasets?: true
  /** Scored again when a schedule of its scope fires. */
  rescored?: true
  /** Something outside the table that must hear of the resource: it is `new` until that is done. */
  observer?: {
    /** Gives the resource as it is once that is done. */
    written(ctx: ApiContext, resource: Resource<Type>): Promise<Resource<Type>>
    removed(ctx: ApiContext, resource: Resource<Type>): Promise<void>
  }
  /** Of nouns whose resources a scope's payload names: the columns that each gives to files. */
  columns?: PayloadColumns
  /** The ports that its API function may use next to the table and the bus. */
  touches?: readonly ('lake' | 'exports' | 'uploads' | 'scheduler')[]
}

/** Columns that one resource of a noun gives to the files of a scope. */
export interface PayloadColumns {
  /** The field of the payload that lists the resources. */
  field: 'persona_set_ids' | 'cohort_ids' | 'attributes'
  /** Kinds of columns, in the order of a file; `explain` adds those that say why. None: the name itself is the column. */
  kinds?(explain: boolean): ColumnKind[]
}

export type ColumnKind = 'persona_id' | 'persona_name' | 'decided_by' | 'runner_up_name' | 'margin' | 'is_member'

/** Every noun by its type, upstream first. */
export type Nouns = { readonly [Type in ResourceType]: Noun<Type> }

export type NewResource = <Type extends ResourceType>(type: Type, config: ConfigOf<Type>) => Resource<Type>

/**
 * The ports that the verbs of the API may use. A function has only what it was granted: buckets open when they are
 * used.
 */
export interface ApiContext extends AccountContext {
  /** The table of the product's nouns. */
  nouns: Nouns
  /** A fresh id. */
  newId: () => string
  uploads: ServedBucket
  lake: ServedBucket
  exports: ServedBucket
  scheduler: Scheduler
  /** The SHA-256 of the secret of the session that the request came with; a request with a key has none. */
  session?: string
  /** How much the caller may do; a key of the whole account acts as owner. */
  role: Role
  /** Sends mail to members. */
  mailer: Mailer
  /** Where the dashboard is. */
  dashboardUrl: string
  /** Where the caller asked, as `https://host`: whole addresses in answers begin with it. Pages of the dashboard ask their own host, and get ''. */
  origin: string
  /** The media type that the client prefers, as in its Accept header. */
  accept: string
  /** The Idempotency-Key under which the request makes something; the write remembers both together. */
  idempotency?: IdempotencyKey
}

/** A reserved Idempotency-Key. */
export interface IdempotencyKey {
  key: string
  /** Set once the resource and the key are written: from then on the request is done, whatever happens to its answer. */
  committed?: true
}
