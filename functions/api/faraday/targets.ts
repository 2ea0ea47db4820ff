import { targets } from '../../../shared/nouns/targets/targets.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(targets)
