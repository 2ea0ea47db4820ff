import { prepareDataset } from '../../../shared/builds/ingest/prepare.ts'
import { step } from '../../middleware/step.ts'

export const handler = step(prepareDataset)
