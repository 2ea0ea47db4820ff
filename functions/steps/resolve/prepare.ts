import { preparePeople } from '../../../shared/builds/resolve/prepare.ts'
import { step } from '../../middleware/step.ts'

export const handler = step(preparePeople)
