import { scorePersonas } from '../../../shared/builds/personas/score.ts'
import { shardStep } from '../../middleware/step.ts'

export const handler = shardStep(scorePersonas)
