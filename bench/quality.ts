// npm run bench -- quality [--write]: Moira's personas against known groups, beside scikit-learn's; on data without groups,
// whether it says so. Prints docs/quality.md, with --write writes it.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { adjustedRand } from '../shared/engines/personas/choose/adjusted-rand.ts'
import { indicesOf } from '../shared/engines/personas/choose/indices.ts'
import { encode } from '../shared/engines/personas/encode/encoder.ts'
import { fitEncoder } from '../shared/engines/personas/encode/fit-encoder.ts'
import { type QualityCase, WITH_GROUPS, WITHOUT_GROUPS } from './quality/generated.ts'
import { type GivenK, moreCases, withGivenK } from './quality/given-k.ts'
import { type Agreement, qualityPage, TOLERANCE, type WithGroups, type WithoutGroups } from './quality/page.ts'
import { labelledCase, penguinCases } from './quality/real.ts'
import { byEvidence, engineAgreement, ourRun, RUNS, RUNS_WITHOUT_GROUPS } from './quality/score.ts'
import { HOW_TO_GET_IT, type Sklearn, sklearnVersion, startSklearn } from './quality/sklearn.ts'

export default async function run(args: string[]): Promise<void> {
  const version = sklearnVersion()
  if (!version) throw new Error(HOW_TO_GET_IT)
  const sklearn = startSklearn()
  try {
    const { iris, wine } = await sklearn.datasets()
    const real = [
      labelledCase('iris', 'flowers of three species, four measures', iris),
      labelledCase('wine', 'wines of three growers, thirteen chemical measures', wine),
      ...penguinCases(),
    ]
    const groups: WithGroups[] = []
    for (const one of [...real, ...WITH_GROUPS]) groups.push(await withGroups(one, sklearn))
    const more: GivenK[] = []
    for (const one of await moreCases(sklearn)) more.push(await withGivenK(one, sklearn))
    const none: WithoutGroups[] = []
    for (const one of WITHOUT_GROUPS) none.push(await withoutGroups(one, sklearn))
    const agreement = await agreements([...real, ...WITH_GROUPS, ...WITHOUT_GROUPS], sklearn)
    const page = qualityPage({ sklearn: version, groups, more, none, agreement })
    console.log(page)
    if (args.includes('--write')) writeFileSync(join(import.meta.dirname, '..', 'docs', 'quality.md'), page)
  } finally {
    sklearn.end()
  }
}

async function withGroups(one: QualityCase, sklearn: Sklearn): Promise<WithGroups> {
  console.error(`  ${one.name} …`)
  const found: WithGroups = { case: one, leftOut: leftOut(one), ours: [], silhouette: [], atTruth: [], engines: [] }
  for (let run = 0; run < RUNS; run++) {
    const { table, truth } = one.draw(run)
    const ours = ourRun(one, run)
    const theirs = await sklearn.cluster(table, run, one.groups)
    found.ours.push(ours)
    found.engines.push(engineAgreement(one, run, ours.evidence))
    found.silhouette.push({ k: theirs.k, rand: adjustedRand(theirs.labels, truth) })
    found.atTruth.push({ k: one.groups, rand: adjustedRand(theirs.at_truth!, truth) })
  }
  return found
}

/** The traits that Moira does not cluster on, with its reason. */
function leftOut(one: QualityCase): string[] {
  const dropped = fitEncoder(one.draw(0).table).traits.filter((trait) => !trait.kept)
  return dropped.map((trait) => `“${trait.name}”, which ${trait.reason}`)
}

async function withoutGroups(one: QualityCase, sklearn: Sklearn): Promise<WithoutGroups> {
  console.error(`  ${one.name} …`)
  const found: WithoutGroups = { case: one, ours: [], theirs: [] }
  for (let run = 0; run < RUNS_WITHOUT_GROUPS; run++) found.ours.push(byEvidence(one, run))
  for (let run = 0; run < RUNS; run++) found.theirs.push(await sklearn.cluster(one.draw(run).table, run, 0))
  return found
}

/** Every index of our first run of each case beside scikit-learn's own. Throws when one is not the same number. */
async function agreements(cases: readonly QualityCase[], sklearn: Sklearn): Promise<Agreement[]> {
  const largest = { silhouette: 0, davies_bouldin: 0, calinski_harabasz: 0, adjusted_rand: 0 }
  for (const one of cases) {
    const { table, truth } = one.draw(0)
    const { matrix, n, d } = encode(fitEncoder(table), table)
    const { labels, k } = byEvidence(one, 0)
    const ours = { ...indicesOf(matrix, n, d, labels, k), adjusted_rand: adjustedRand(labels, truth) }
    const theirs = {
      ...(await sklearn.indices(matrix, d, labels)),
      adjusted_rand: await sklearn.adjustedRand(labels, truth),
    }
    for (const index of Object.keys(largest) as (keyof typeof largest)[]) {
      const unit = index === 'calinski_harabasz' ? theirs[index] : 1
      const difference = Math.abs(ours[index] - theirs[index]) / unit
      if (!(difference <= TOLERANCE)) {
        throw new Error(`${index} on ${one.name}: ours ${ours[index]}, scikit-learn's ${theirs[index]}`)
      }
      largest[index] = Math.max(largest[index], difference)
    }
  }
  return [
    { index: 'silhouette (squared Euclidean)', difference: largest.silhouette },
    { index: 'Davies–Bouldin', difference: largest.davies_bouldin },
    { index: 'Caliński–Harabasz, relative', difference: largest.calinski_harabasz },
    { index: 'adjusted Rand index', difference: largest.adjusted_rand },
  ]
}
