import { finishTarget } from '../../shared/builds/deliver/finish.ts'
import { prepareTarget } from '../../shared/builds/deliver/prepare.ts'
import { shardTarget } from '../../shared/builds/deliver/shard.ts'
import { machine, perItem } from '../middleware/machine.ts'

export const handler = machine({
  prepare: prepareTarget,
  shard: perItem(shardTarget),
  finish: finishTarget,
})
