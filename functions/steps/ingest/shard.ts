import { shardDataset } from '../../../shared/builds/ingest/shard.ts'
import { shardStep } from '../../middleware/step.ts'

export const handler = shardStep(shardDataset)
