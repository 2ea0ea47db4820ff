import { traits } from '../../shared/resources/traits.ts'
import { endpoint } from '../middleware/endpoint.ts'

export const handler = endpoint(traits)
