import { prepareScope } from '../../../shared/builds/predict/prepare.ts'
import { step } from '../../middleware/step.ts'

export const handler = step(prepareScope)
