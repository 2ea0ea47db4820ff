import { members } from '../../../shared/nouns/members/members.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(members)
