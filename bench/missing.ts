// npm run bench -- missing [RUNS]: three planted groups with blanks. How often the number of personas is right, and how well the
// personas agree with the groups (adjusted Rand index), beside blanks filled with means and beside the planted centres themselves.
import { adjustedRand } from '../shared/engines/personas/choose/adjusted-rand.ts'
import type { Table } from '../shared/engines/personas/columns.ts'
import { fitModel } from '../shared/engines/personas/model.ts'
import { engineNamed } from '../shared/kernels/kmeans/engines.ts'
import { assignToPlanted, drawMissing, filledWithMeans, MISSING } from './missing/generated.ts'

const RUNS = 100
const REACHABLE = 0.95

export default async function run([runs = String(RUNS), only = '', ...rest]: string[]): Promise<void> {
  const means = !rest.includes('ours')
  const engine = engineNamed('wasm')
  const answer = (table: Table, seed: string) => fitModel(table, { seed, engine })
  console.log(
    '| traits | blank | reachable | k is 3 | ARI ≥ 0.95 where reachable | mean ARI | with means: k is 3 | ARI ≥ 0.95 | mean ARI |',
  )
  console.log('|---|---|---|---|---|---|---|---|---|')
  for (const one of MISSING) {
    if (!one.name.includes(only)) continue
    const found = Array.from({ length: Number(runs) }, (_, run) => {
      const drawn = drawMissing(one, run)
      const of = (table: Table) => {
        const { model, assignment } = answer(table, `missing ${run}`)
        return { k: model.k, rand: adjustedRand(assignment.persona, drawn.truth) }
      }
      const planted = adjustedRand(assignToPlanted(drawn), drawn.truth)
      return { planted, ours: of(drawn.table), means: means ? of(filledWithMeans(drawn.table)) : { k: 0, rand: 0 } }
    })
    const reachable = found.filter(({ planted }) => planted >= REACHABLE)
    const told = (contender: 'ours' | 'means') => [
      `${found.filter((one) => one[contender].k === 3).length}`,
      `${reachable.filter((one) => one[contender].rand >= REACHABLE).length}`,
      (found.reduce((sum, one) => sum + one[contender].rand, 0) / found.length).toFixed(3),
    ]
    console.log(
      `| ${one.traits} | ${one.name} | ${reachable.length} | ${told('ours').join(' | ')} | ${told('means').join(' | ')} |`,
    )
  }
}
