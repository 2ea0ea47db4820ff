import type { Run } from './run.ts'

/**
 * Configuration and output of every noun, by its type. Each noun adds its own line in its folder
 * (`declare module '../../model/resource.ts'`): a resource is known by its type everywhere, and no import runs up.
 */
// biome-ignore lint/suspicious/noEmptyInterface: the nouns fill it
export interface Shapes {}

/** `cohorts`, `persona_sets` …: the nouns that are stored as resources, and `people`, the account's one resolution. */
export type ResourceType = keyof Shapes

/** The configuration of a noun, as it is stored. */
export type ConfigOf<Type extends ResourceType> = Shapes[Type]['config']

/** The published output of a noun's last good build. */
export type OutputOf<Type extends ResourceType> = Shapes[Type]['output']

export type Status = 'new' | 'starting' | 'running' | 'ready' | 'error'

/** How far a build is: 0 to 1, the step at work (from 1) of how many, and what it does. */
export interface Progress {
  share: number
  step: number
  steps: number
  doing: string
}

/**
 * One resource as it is stored. Times are ISO 8601 in UTC. `config` is what the customer said (validated), `output` is
 * what the last good build published; a build that runs or fails never touches `output`.
 */
interface Stored<Type extends ResourceType> {
  account_id: string
  type: Type
  id: string
  config: ConfigOf<Type>
  status: Status
  status_changed_at: string
  /** Why the last build failed, as a sentence for the customer. */
  status_error?: string
  /** The reason why a resource is not ready. */
  status_note?: string
  created_at: string
  updated_at: string
  archived_at?: string
  last_updated_config_at: string
  last_read_input_at?: string
  last_updated_output_at?: string
  /** Counts claims: fences a build that comes too late, and names its execution. */
  attempt: number
  /** While a build holds the resource: when its claim ends by itself (ISO 8601). */
  claimed_until?: string
  /** Digest of the inputs of the build that runs. */
  claimed_digest?: string
  /** Digest of the inputs of the last good build. */
  built_digest?: string
  /** Digest of the inputs that failed: not tried again until they change. */
  failed_digest?: string
  /** Digest of what the last good build published: downstream rebuilds only when it changes. */
  output_digest?: string
  output?: OutputOf<Type>
  /** Changed by force_update; part of the inputs. */
  force?: string
  /** The latest firing of a schedule that asked for this resource (ISO 8601); part of the inputs where time matters. */
  as_of?: string
  /** From that firing to the schedule's next one, in milliseconds. */
  as_of_period_ms?: number
  /**
   * Persona sets: the output of which the latest firing asked who had moved since the firing before, because it was built in
   * between; part of the inputs.
   */
  count_moves_of?: string
  /** While a build runs. */
  progress?: Progress
  /** Names that people gave to personas, by persona id: they win over the generated ones. */
  persona_names?: Record<string, string>
  /** The differences that set these personas apart when a person named them, strongest first: by persona id. */
  persona_named_for?: Record<
    string,
    { trait: string; direction: string; value: string | boolean | null; label: string }[]
  >
  /** The request that the last good build answered: with it a firing or a forced build differs from changed data. */
  built_for?: { as_of?: string | undefined; force?: string | undefined; model?: unknown }
  /** Schedules: firings that are being worked on. */
  open_runs?: Run[]
  /** Sources: a build reads the hours up to this moment, closed or not (ISO 8601). */
  read_until?: string
  /** Sources: the keys that events are taken with, newest first. */
  write_keys?: WriteKey[]
  /** The readiness or failure that was last mailed, so that repeated events mail once. */
  mailed_for?: string
  /** The personas of the last mail that went out, under their automatic names. */
  mailed_personas?: { id: string; name: string }[]
  /** News that somebody is mailing right now, and until when nobody else may; `sending` once the mail itself goes. */
  mailing?: { key: string; until: string; tries?: number; sending?: true }
  /** Why the latest news was not mailed, as a sentence for the customer. */
  mail_error?: string
}

/** A write key of a source as it is stored: never the key itself. */
export interface WriteKey {
  sha256: string
  /** Its last four characters, by which people know it. */
  ends_with: string
  created_at: string
  /** ISO 8601; missing of the newest key. */
  valid_until?: string
}

/** A resource of one noun; without a type, of any: `type` says which, and the compiler follows it. */
export type Resource<Type extends ResourceType = ResourceType> = { [One in Type]: Stored<One> }[Type]

/** The resources of one noun. */
export const ofType = <Type extends ResourceType>(all: readonly Resource[], type: Type): Resource<Type>[] =>
  all.filter((one) => one.type === type) as Resource<Type>[]

/** The input of an execution: ids and numbers only. */
export interface Build {
  account_id: string
  resource_type: ResourceType
  resource_id: string
  attempt: number
}

/** One uploaded object as the bucket lists it; `path` is `<directory>/<file>`. */
export interface Upload {
  path: string
  etag: string
  size: number
  /** ISO 8601. */
  last_modified: string
}

/** The state of a source's log: what a build reads of it now. Hours are `yyyy-mm-ddThh`, UTC. */
export interface LogState {
  /** The newest closed hour that the source is, or would be, built from; missing while there is none. */
  through?: string
  /** The first day that still counts, `yyyy-mm-dd`; missing where all do. */
  since?: string
  /** The first hour with events that no build has read and that is not closed yet. */
  open?: string
}
