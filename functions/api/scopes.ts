import { scopes } from '../../shared/resources/scopes.ts'
import { endpoint } from '../middleware/endpoint.ts'

export const handler = endpoint(scopes)
