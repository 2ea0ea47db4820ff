import { traits } from '../../../shared/nouns/traits/traits.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(traits)
