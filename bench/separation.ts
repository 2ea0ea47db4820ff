// npm run bench -- separation [RUNS [NAME]]: crowds that hang together, which no number of personas may be called distinct of, and
// groups that stand apart, whose number must be found. How often each is answered rightly, of RUNS draws of 800 people.
import { fitModel } from '../shared/engines/personas/model.ts'
import { engineNamed } from '../shared/kernels/kmeans/engines.ts'
import { APART } from './separation/apart.ts'
import { CROWDS } from './separation/crowds.ts'

export default async function run([runs = '100', only = '']: string[]): Promise<void> {
  const engine = engineNamed('wasm')
  console.log('| | groups | right | answers |\n|---|---|---|---|')
  for (const one of [...CROWDS, ...APART]) {
    if (!one.name.includes(only)) continue
    const answers = new Map<string, number>()
    for (let draw = 0; draw < Number(runs); draw++) {
      const { model } = fitModel(one.draw(draw).table, { seed: `separation ${draw}`, engine })
      const answer = model.selection.weak ? 'none' : String(model.k)
      answers.set(answer, (answers.get(answer) ?? 0) + 1)
    }
    const right = answers.get(one.groups === 0 ? 'none' : String(one.groups)) ?? 0
    const all = [...answers].sort((a, b) => b[1] - a[1]).map(([answer, count]) => `${answer} × ${count}`)
    console.log(`| ${one.name} | ${one.groups || 'none'} | ${right} of ${runs} | ${all.join(', ')} |`)
  }
}
