import { finishTarget } from '../../shared/nouns/targets/build/finish.ts'
import { prepareTarget } from '../../shared/nouns/targets/build/prepare.ts'
import { shardTarget } from '../../shared/nouns/targets/build/shard.ts'
import { machine, perItem } from '../middleware/machine.ts'

export const handler = machine({
  prepare: prepareTarget,
  shard: perItem(shardTarget),
  finish: finishTarget,
})
