import { clusterPersonas } from '../../shared/builds/personas/cluster.ts'
import { finishPersonas } from '../../shared/builds/personas/finish.ts'
import { preparePersonas } from '../../shared/builds/personas/prepare.ts'
import { scorePersonas } from '../../shared/builds/personas/score.ts'
import { machine, perItem } from '../middleware/machine.ts'

export const handler = machine({
  prepare: preparePersonas,
  cluster: clusterPersonas,
  score: perItem(scorePersonas),
  finish: finishPersonas,
})
