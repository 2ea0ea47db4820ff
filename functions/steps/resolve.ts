import { finishPeople } from '../../shared/builds/resolve/finish.ts'
import { preparePeople } from '../../shared/builds/resolve/prepare.ts'
import { shardPeople } from '../../shared/builds/resolve/shard.ts'
import { machine, perShard } from '../middleware/machine.ts'

export const handler = machine({
  prepare: preparePeople,
  shard: perShard(shardPeople),
  finish: finishPeople,
})
