import { shardTarget } from '../../../shared/builds/deliver/shard.ts'
import { shardStep } from '../../middleware/step.ts'

export const handler = shardStep(shardTarget)
