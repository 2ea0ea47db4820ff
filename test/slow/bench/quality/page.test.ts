import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type QualityCase, WITH_GROUPS, WITHOUT_GROUPS } from '../../../../bench/quality/generated.ts'
import { benchDigest, ourCells, verdicts, type WithGroups } from '../../../../bench/quality/page.ts'
import { penguinCases } from '../../../../bench/quality/real.ts'
import { byEvidence, engineAgreement, type OurRun, ourRun, RUNS } from '../../../../bench/quality/score.ts'

/** docs/quality.md is what bench/quality.ts would write today, as far as a test can see without scikit-learn. */
const page = existsSync('docs/quality.md') ? readFileSync('docs/quality.md', 'utf8') : ''
const AGAIN = 'docs/quality.md is of another day: npm run bench -- quality --write'
const runs = Array.from({ length: RUNS }, (_, run) => run)

function named(cases: readonly QualityCase[], name: string): QualityCase {
  const found = cases.find((one) => one.name === name)
  if (!found) throw new Error(`case not found: "${name}", there are: ${cases.map((one) => one.name).join(', ')}`)
  return found
}

describe('docs/quality.md', () => {
  test('was made by the present version of the bench', () => {
    expect(page, AGAIN).toContain(`Bench ${benchDigest()}.`)
  })

  const few = [
    named(penguinCases(), 'penguins, measured'),
    ...['unequal groups', 'numbers and categories', 'skewed shoppers', 'shoppers and leads'].map((name) =>
      named(WITH_GROUPS, name),
    ),
  ]
  test.each(few.map((one) => [one.name, one] as const))('says of %s what Moira makes of it today', (_, one) => {
    const ours = runs.map((run) => ourRun(one, run))
    expect(page, AGAIN).toContain(ourCells(one, ours))
    if (one.real) return
    for (const { evidence } of ours) {
      expect(evidence.k).toBe(one.groups)
      expect(evidence.weak).toBe(false)
      expect(evidence.rand).toBeGreaterThan(0.9)
    }
  })

  test('has a row for every generated case', () => {
    for (const { name, about } of [...WITH_GROUPS, ...WITHOUT_GROUPS])
      expect(page).toContain(`| **${name}**: ${about} |`)
  })

  test.each(['ring', 'one blob', 'uniform noise'])('%s is said to be weak, in a sentence', (name) => {
    for (const run of runs) {
      const { weak, warning } = byEvidence(named(WITHOUT_GROUPS, name), run)
      expect(weak).toBe(true)
      expect(warning).toMatch(/^Read these personas as a convenient division, not as natural groups: .+\.$/)
    }
  })

  test('ml-kmeans and WebAssembly make the same personas', () => {
    for (const name of ['equal groups', 'shoppers with gaps']) {
      const one = named(WITH_GROUPS, name)
      expect(engineAgreement(one, 0, byEvidence(one, 0))).toBe(1)
    }
  })
})

describe('the verdicts', () => {
  const run = (rand: number, weak = false): OurRun => ({
    evidence: { k: 3, rand, weak, warning: null, labels: new Int32Array() },
    log10: { k: 2, rand: 0.1 },
    atTruth: { k: 3, rand },
  })
  const result = (name: string, ours: OurRun, theirs: number): WithGroups => ({
    case: { name, about: '', groups: 3, real: true },
    leftOut: [],
    ours: [ours],
    silhouette: [{ k: 2, rand: theirs }],
    atTruth: [{ k: 3, rand: theirs }],
    engines: [1],
  })

  test('name every case where scikit-learn does better, with both numbers', () => {
    const said = verdicts([
      result('worse', run(0.7), 0.8),
      result('alike', run(0.8), 0.81),
      result('better', run(0.9), 0.7),
    ])
    expect(said).toContain(
      '**scikit-learn does better**, each choosing its k: worse (Moira 0.70, scikit-learn 0.80). At the true k: worse (',
    )
    expect(said).toContain(
      '**Moira does better**, each choosing its k: better (Moira 0.90, scikit-learn 0.70). At the true k: better (',
    )
    expect(said).not.toContain('alike')
    expect(said).toContain('right in 3 of 3 real and 0 of 0 generated runs by Moira')
  })

  test('admit what neither finds, false alarms and false confidence', () => {
    const said = verdicts([result('doubted', run(0.5, true), 0.9), result('misled', run(0.3), 0.4)])
    expect(said).toContain('**Neither finds** (ARI under 0.6): misled.')
    expect(said).toContain('called weak at least once: doubted.')
    expect(said).toContain('far from the truth (ARI under 0.6): misled.')
  })
})
