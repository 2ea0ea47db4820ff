import { clusterPersonas } from '../../../shared/builds/personas/cluster.ts'
import { finishStep } from '../../middleware/step.ts'

export const handler = finishStep(clusterPersonas)
