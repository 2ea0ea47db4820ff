import { finishScope } from '../../shared/nouns/scopes/build/finish.ts'
import { prepareScope } from '../../shared/nouns/scopes/build/prepare.ts'
import { shardScope } from '../../shared/nouns/scopes/build/shard.ts'
import { machine, perItem } from '../middleware/machine.ts'

export const handler = machine({
  prepare: prepareScope,
  shard: perItem(shardScope),
  finish: finishScope,
})
