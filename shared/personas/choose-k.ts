import type { Encoded, Encoder } from './encoder.ts'
import { type Fitted, fitClusters } from './fit.ts'
import type { Engine } from './kernel/engine.ts'

export type SelectionMethod = 'evidence' | 'log10'
export type Selection = {
  method: SelectionMethod | 'given'
  chosen: number
  reason: string
  weak: boolean
  /** One sentence when weak. */
  warning: string | null
  candidates: Candidate[]
}
export type Candidate = { k: number }

export type ChooseInput = {
  encoder: Encoder
  encoded: Encoded
  seed: string
  engine: Engine
  k?: number | undefined
  method?: SelectionMethod | undefined
}

/** Faraday's own rule: floor(log10 of the number of people), at least 2, at most 8. */
export function logRule(people: number): number {
  return Math.max(2, Math.min(8, Math.floor(Math.log10(people))))
}

export function chooseK(input: ChooseInput): { fitted: Fitted; selection: Selection } {
  const { matrix, n, d } = input.encoded
  const k = input.k ?? Math.min(n, logRule(n))
  const fitted = fitClusters({ matrix, n, d, k, seed: input.seed, engine: input.engine })
  const method = input.k === undefined ? 'log10' : 'given'
  return { fitted, selection: { method, chosen: fitted.k, reason: '', weak: false, warning: null, candidates: [] } }
}
