// Ten more sets whose groups are known, for the comparison with the true k given. Six are measurements of others, four are made up by
// scikit-learn's generators.

import { adjustedRand } from '../../shared/engines/personas/choose/adjusted-rand.ts'
import { type QualityCase, tableOfRows } from './generated.ts'
import { labelledCase, uciCases } from './real.ts'
import { atTruth, type Grouping, RUNS } from './score.ts'
import type { Labelled, Sklearn } from './sklearn.ts'

/** A set, and what both made of every run of it when they were given its number of groups. */
export type GivenK = { case: QualityCase; ours: Grouping[]; theirs: Grouping[] }

const MADE: Record<string, string> = {
  'eight heaps': 'three large and five small round heaps in two traits, half of them below zero',
  'log-normal heaps': 'four groups in three log-normal traits',
  'redundant measures': 'three groups in three traits, five more that are made of these, two that say nothing',
  'unequal classes': 'two groups of 80 % and 20 % in four traits, two more that say nothing',
}

export async function moreCases(sklearn: Sklearn): Promise<QualityCase[]> {
  const { wdbc, digits } = await sklearn.datasets()
  const made = await sklearn.made(RUNS)
  return [
    labelledCase('wdbc', 'cells of benign and malign tumours, thirty measures', wdbc),
    labelledCase('digits', 'ten handwritten digits, sixty-four brightnesses', digits),
    ...uciCases(),
    ...Object.entries(MADE).map(([name, about]) => madeCase(name, about, made[name]!)),
  ]
}

function madeCase(name: string, about: string, runs: readonly Labelled[]): QualityCase {
  return { ...labelledCase(name, about, runs[0]!), real: false, draw: (run) => drawn(runs[run]!) }
}

function drawn({ names, rows, truth }: Labelled) {
  return { table: tableOfRows(rows.map((row) => Object.fromEntries(names.map((name, j) => [name, row[j]!])))), truth }
}

export async function withGivenK(one: QualityCase, sklearn: Sklearn): Promise<GivenK> {
  const found: GivenK = { case: one, ours: [], theirs: [] }
  for (let run = 0; run < RUNS; run++) {
    const { table, truth } = one.draw(run)
    found.ours.push(atTruth(one, run))
    const labels = await sklearn.atTruth(table, run, one.groups)
    found.theirs.push({ k: one.groups, rand: adjustedRand(labels, truth) })
  }
  return found
}
