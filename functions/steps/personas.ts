import { clusterPersonas } from '../../shared/nouns/persona_sets/build/cluster.ts'
import { finishPersonas } from '../../shared/nouns/persona_sets/build/finish.ts'
import { preparePersonas } from '../../shared/nouns/persona_sets/build/prepare.ts'
import { scorePersonas } from '../../shared/nouns/persona_sets/build/score.ts'
import { machine, perItem } from '../middleware/machine.ts'

export const handler = machine({
  prepare: preparePersonas,
  cluster: clusterPersonas,
  score: perItem(scorePersonas),
  finish: finishPersonas,
})
