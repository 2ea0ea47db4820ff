import { finishScope } from '../../../shared/builds/predict/finish.ts'
import { finishStep } from '../../middleware/step.ts'

export const handler = finishStep(finishScope)
