import { describe, expect, test } from 'vitest'
import { byEvidence } from '../../../../bench/quality/score.ts'
import { APART } from '../../../../bench/separation/apart.ts'
import { CROWDS } from '../../../../bench/separation/crowds.ts'

/** docs/quality.md has a hundred runs of each crowd. */
const RUNS = 4
const runs = Array.from({ length: RUNS }, (_, run) => run)

describe('no number of personas is distinct where every cut runs through a crowd', () => {
  test.each(CROWDS.map((one) => [one.name, one] as const))('%s', (_, one) => {
    expect(runs.filter((run) => !byEvidence(one, run).weak)).toEqual([])
  })
})

describe('groups that stand apart are still seen', () => {
  test.each(APART.map((one) => [one.name, one] as const))('%s', (_, one) => {
    expect(runs.filter((run) => byEvidence(one, run).weak)).toEqual([])
  })
})
