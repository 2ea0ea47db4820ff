import { finishCohort } from '../../../shared/builds/cohort/finish.ts'
import { finishStep } from '../../middleware/step.ts'

export const handler = finishStep(finishCohort)
