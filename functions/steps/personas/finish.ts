import { finishPersonas } from '../../../shared/builds/personas/finish.ts'
import { finishStep } from '../../middleware/step.ts'

export const handler = finishStep(finishPersonas)
