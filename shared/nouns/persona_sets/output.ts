import type { PersonaSetConfig } from './contract.ts'

export interface PersonaSummary {
  id: string
  name: string
  individuals_count: number
  share: number
  details: { center: Record<string, number | string | boolean | null> }
  /** 0 to 7: its colour in portrait, mail and charts. */
  color_slot: number
  /** The three strongest of the differences that set it apart, in one line; absent where nothing does. */
  headline?: string
  /** Its automatic name before the last fit, where that gave it another. */
  previous_name?: string
  salient: PersonaDifference[]
  interpretation: { summary: string; marketing_strategems: string[] }
}

/** A difference between a persona and everybody else, in words and numbers. */
interface PersonaDifference {
  trait: string
  direction: 'higher' | 'lower' | 'more' | 'less'
  /** The label (or true) whose share of people differs; null for numbers. */
  value: string | boolean | null
  /** `Buy rose secateurs`, `15 % of orders`, `under 1 %`, and the three as one phrase. */
  label: string
  figure: string
  others: string
  phrase: string
  /** Cohen's d, of shares h. */
  effect: number
  /** No other persona goes further. */
  leads: boolean
}

export interface Move {
  /**
   * Persona before; null for people who had none. After a fit: of today's people under the model before, so that it tells
   * of the models and not of what happened to the people meanwhile.
   */
  from: string | null
  to: string
  count: number
}

/** The change of a persona when its set was fitted again. */
export interface PersonaSetChange {
  change: 'kept' | 'new' | 'split' | 'merged' | 'vanished' | 'renamed' | 'redrawn'
  from: { id: string; name: string }[]
  to: { id: string; name: string }[]
  /** Of a renamed or redrawn one, as a sentence. */
  reason?: string
  /** Of a kept one: shared people over all people of both, 0 to 1. */
  overlap?: number
}

/** The data that a model was fitted on: with today's data it decides every figure of a set whose model is frozen. */
export interface FittedOn {
  as_of: string
  data_up_to?: string
  population_count: number
}

interface ComputedTrait {
  name: string
  literate: string
  unit?: string
  stream: string
}

export interface PersonaSetOutput {
  prefix: string
  shards: number
  as_of: string
  /** The newest event that was there, ISO 8601; missing where there is none. */
  data_up_to?: string
  /** A firing found no event within its last period. */
  no_new_data?: true
  population_count: number
  personas: PersonaSummary[]
  dimensions: string[]
  /** The traits that are measured on streams, such as `orders_count`, whether they decide or not. */
  computed: ComputedTrait[]
  fitted: FittedOn
  /** Why the set is weak, where the data has no clusters. */
  weak?: string
  /** Lake keys of `/analysis/dimensions`, `/flow`, `/revenue`, `/drift`, of `/selection`, of how traits were encoded, of the portraits (id → SVG), and of these as PNG for mails (id → base64). */
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
