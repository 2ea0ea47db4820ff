import { preparePersonas } from '../../../shared/builds/personas/prepare.ts'
import { step } from '../../middleware/step.ts'

export const handler = step(preparePersonas)
