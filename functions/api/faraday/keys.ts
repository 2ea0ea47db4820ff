import { apiKeys } from '../../../shared/nouns/keys/keys.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(apiKeys)
