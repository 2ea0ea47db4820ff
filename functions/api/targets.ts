import { targets } from '../../shared/resources/targets.ts'
import { endpoint } from '../middleware/endpoint.ts'

export const handler = endpoint(targets)
