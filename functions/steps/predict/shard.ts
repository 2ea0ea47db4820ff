import { shardScope } from '../../../shared/builds/predict/shard.ts'
import { shardStep } from '../../middleware/step.ts'

export const handler = shardStep(shardScope)
