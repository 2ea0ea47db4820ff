import { prepareCohort } from '../../../shared/builds/cohort/prepare.ts'
import { step } from '../../middleware/step.ts'

export const handler = step(prepareCohort)
