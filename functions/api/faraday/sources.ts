import { sources } from '../../../shared/nouns/sources/sources.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(sources)
