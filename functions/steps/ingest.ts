import { finishDataset } from '../../shared/nouns/datasets/build/finish.ts'
import { prepareDataset } from '../../shared/nouns/datasets/build/prepare.ts'
import { shardDataset } from '../../shared/nouns/datasets/build/shard.ts'
import { machine, perItem } from '../middleware/machine.ts'

export const handler = machine({
  prepare: prepareDataset,
  shard: perItem(shardDataset),
  finish: finishDataset,
})
