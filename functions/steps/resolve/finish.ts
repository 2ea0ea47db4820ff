import { finishPeople } from '../../../shared/builds/resolve/finish.ts'
import { finishStep } from '../../middleware/step.ts'

export const handler = finishStep(finishPeople)
