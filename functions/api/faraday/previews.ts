import { datasetPreview } from '../../../shared/nouns/datasets/preview.ts'
import { atDesk } from '../../middleware/desk.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(datasetPreview(atDesk))
