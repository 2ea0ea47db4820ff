import { datasets } from '../../shared/resources/datasets.ts'
import { endpoint } from '../middleware/endpoint.ts'

export const handler = endpoint(datasets)
