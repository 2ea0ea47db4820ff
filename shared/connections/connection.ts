import type * as z from 'zod'
import type { BuildContext } from '../builds/build-context.ts'

/** The forms in which a target's rows can leave. */
export type Mode = 'identified' | 'referenced' | 'hashed' | 'aggregated'

/** The lines that the shards of a build have written: parts of one CSV, the first with the header. */
export interface Parts {
  /** The digest of the build's inputs. */
  digest: string
  shards: number[]
  /** Bytes of each part. */
  bytes: number[]
  /** The end of the file's name, before the dot; a preview says so there, and the file of one persona. */
  suffix?: string
  /** The place of a persona in the plan, where these are the rows of one. */
  persona?: number
}

/** Where a delivery lies. */
export interface Delivered {
  /** Key in the exports bucket. */
  key: string
  bytes: number
}

/**
 * A kind of destination of targets. A new kind is one file beside this one and a line in kinds.ts: the contract,
 * the checks and the build look it up by its type.
 */
export interface Connection {
  /** `options.type` of a target's configuration. */
  type: string
  options: z.ZodObject
  /** The forms of rows that it takes. */
  accepts: readonly Mode[]
  /** Brings a finished build's rows there. May run twice: the second run changes nothing. */
  deliver(ctx: BuildContext, parts: Parts): Promise<Delivered>
}
