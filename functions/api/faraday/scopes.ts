import { scopes } from '../../../shared/nouns/scopes/scopes.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(scopes)
