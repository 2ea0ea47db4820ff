import { datasets } from '../../../shared/nouns/datasets/datasets.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(datasets)
