import type { PersonaSetConfig } from './contract.ts'

export interface PersonaSummary {
  id: string
  name: string
  individuals_count: number
  share: number
  details: { center: Record<string, number | string | boolean | null> }
  salient: { trait: string; phrase: string; effect: number }[]
  interpretation: { summary: string; marketing_strategems: string[] }
}

export interface Move {
  /** Persona before; null for people who had none. */
  from: string | null
  to: string
  count: number
}

/** The change of a persona when its set was fitted again. */
export interface PersonaSetChange {
  change: 'kept' | 'new' | 'split' | 'merged' | 'vanished'
  from: { id: string; name: string }[]
  to: { id: string; name: string }[]
  /** Of a kept one: shared people over all people of both, 0 to 1. */
  overlap?: number
}

export interface PersonaSetOutput {
  prefix: string
  shards: number
  as_of: string
  population_count: number
  personas: PersonaSummary[]
  dimensions: string[]
  /** Why the set is weak, where the data has no clusters. */
  weak?: string
  /** Lake keys of `/analysis/dimensions`, `/flow`, `/revenue`, `/drift`, of `/selection`, of how traits were encoded, and of the portraits (id → SVG). */
  analysis_keys: Record<string, string>
  /** Key of the set's own CSV in the exports bucket. */
  csv_key: string
  moved_count: number
  moves: Move[]
  /** Against the last fit; empty for a first one, and for a build that only scored. */
  changes: PersonaSetChange[]
}

declare module '../../model/resource.ts' {
  interface Shapes {
    persona_sets: { config: PersonaSetConfig; output: PersonaSetOutput }
  }
}
