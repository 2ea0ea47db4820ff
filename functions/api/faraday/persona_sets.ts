import { personaSets } from '../../../shared/nouns/persona_sets/persona_sets.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(personaSets)
