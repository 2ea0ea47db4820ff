import type { Assignments } from './assignments.ts'

/** The request that a build of a persona set answers, and the facts that the next one decides by. */
export interface BuiltFor {
  as_of?: string | undefined
  force?: string | undefined
  /** Digest of the configuration that the model was fitted for. */
  model: string
  /** Digest of the data that the model was fitted on. */
  fitted?: string | undefined
  /** The assignments of the last run. */
  counted?: Assignments
}
