import { finishScope } from '../../shared/builds/predict/finish.ts'
import { prepareScope } from '../../shared/builds/predict/prepare.ts'
import { shardScope } from '../../shared/builds/predict/shard.ts'
import { machine, perItem } from '../middleware/machine.ts'

export const handler = machine({
  prepare: prepareScope,
  shard: perItem(shardScope),
  finish: finishScope,
})
