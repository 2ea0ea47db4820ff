import { finishDataset } from '../../../shared/builds/ingest/finish.ts'
import { finishStep } from '../../middleware/step.ts'

export const handler = finishStep(finishDataset)
