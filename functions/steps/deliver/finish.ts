import { finishTarget } from '../../../shared/builds/deliver/finish.ts'
import { finishStep } from '../../middleware/step.ts'

export const handler = finishStep(finishTarget)
