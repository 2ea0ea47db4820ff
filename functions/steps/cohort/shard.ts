import { shardCohort } from '../../../shared/builds/cohort/shard.ts'
import { shardStep } from '../../middleware/step.ts'

export const handler = shardStep(shardCohort)
