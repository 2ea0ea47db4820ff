import type { SourceConfig } from './contract.ts'

/** The facts about a source's log as the last build read it. */
export interface SourceOutput {
  /** Events that count; those that came again; those that no build can read. */
  event_count: number
  duplicate_count: number
  rejected_count: number
  identified_count: number
  /** Hours that have events. */
  hours_read: number
  /** The last closed hour, `yyyy-mm-ddThh`. */
  read_through?: string
  /** The streams, the largest first, with their events, repeats among them. */
  streams: { name: string; event_count: number }[]
  traits: string[]
  /** Lake key of the manifest: which files make up this source. */
  manifest_key: string
}

declare module '../../model/resource.ts' {
  interface Shapes {
    sources: { config: SourceConfig; output: SourceOutput }
  }
}
