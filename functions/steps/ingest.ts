import { finishDataset } from '../../shared/builds/ingest/finish.ts'
import { prepareDataset } from '../../shared/builds/ingest/prepare.ts'
import { shardDataset } from '../../shared/builds/ingest/shard.ts'
import { machine, perItem } from '../middleware/machine.ts'

export const handler = machine({
  prepare: prepareDataset,
  shard: perItem(shardDataset),
  finish: finishDataset,
})
