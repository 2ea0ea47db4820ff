import { agreeOnDates } from '../../shared/nouns/datasets/build/agree.ts'
import { finishDataset } from '../../shared/nouns/datasets/build/finish.ts'
import { prepareDataset } from '../../shared/nouns/datasets/build/prepare.ts'
import { shardDataset } from '../../shared/nouns/datasets/build/shard.ts'
import { machine, perItem } from '../middleware/machine.ts'

export const handler = machine({
  prepare: prepareDataset,
  shard: perItem(shardDataset),
  agree: agreeOnDates,
  reread: perItem(shardDataset),
  finish: finishDataset,
})
