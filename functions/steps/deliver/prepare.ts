import { prepareTarget } from '../../../shared/builds/deliver/prepare.ts'
import { step } from '../../middleware/step.ts'

export const handler = step(prepareTarget)
