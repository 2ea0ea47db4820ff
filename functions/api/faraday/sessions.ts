import { sessions } from '../../../shared/nouns/sessions/sessions.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(sessions)
