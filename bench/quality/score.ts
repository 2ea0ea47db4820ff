// Moira's answer to a case, for quality.ts and its tests.
import { adjustedRand } from '../../shared/engines/personas/choose/adjusted-rand.ts'
import { fitModel } from '../../shared/engines/personas/model.ts'
import { engineNamed } from '../../shared/kernels/kmeans/engines.ts'
import type { QualityCase } from './generated.ts'

/** How many runs a case with groups is judged by, and one without. */
export const RUNS = 10
export const RUNS_WITHOUT_GROUPS = 100

/** One way of grouping one run: its number of groups and the adjusted Rand index to the truth. */
export type Grouping = { k: number; rand: number }
export type OurRun = {
  evidence: Grouping & { weak: boolean; warning: string | null; labels: Int32Array }
  log10: Grouping
  atTruth: Grouping
}

const engine = engineNamed('wasm')
const mlKmeans = engineNamed('ml-kmeans')

/** Run `run` of a case, with k by the evidence only. */
export function byEvidence({ draw }: QualityCase, run: number): OurRun['evidence'] {
  const { table, truth } = draw(run)
  const { model, assignment } = fitModel(table, { seed: seedOf(run), engine })
  const { weak, warning } = model.selection
  return { k: model.k, rand: adjustedRand(assignment.persona, truth), weak, warning, labels: assignment.persona }
}

/** Run `run` of a case that has groups, with the true k given. */
export function atTruth({ draw, groups }: QualityCase, run: number): Grouping {
  const { table, truth } = draw(run)
  const { model, assignment } = fitModel(table, { seed: seedOf(run), engine, k: groups })
  return { k: model.k, rand: adjustedRand(assignment.persona, truth) }
}

/** Run `run` of a case that has groups, with k by the evidence, by log10 and by the truth. */
export function ourRun(one: QualityCase, run: number): OurRun {
  const { table, truth } = one.draw(run)
  const { model, assignment } = fitModel(table, { seed: seedOf(run), engine, method: 'log10' })
  const log10 = { k: model.k, rand: adjustedRand(assignment.persona, truth) }
  return { evidence: byEvidence(one, run), log10, atTruth: atTruth(one, run) }
}

/** How alike the personas are that the ml-kmeans engine makes of the same run: 1 is everybody in the same one. */
export function engineAgreement(one: QualityCase, run: number, ours: OurRun['evidence']): number {
  const { assignment } = fitModel(one.draw(run).table, { seed: seedOf(run), engine: mlKmeans })
  return adjustedRand(assignment.persona, ours.labels)
}

function seedOf(run: number): string {
  return `quality ${run}`
}
