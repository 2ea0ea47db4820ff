import { shardPeople } from '../../../shared/builds/resolve/shard.ts'
import { shardStep } from '../../middleware/step.ts'

export const handler = shardStep(shardPeople)
