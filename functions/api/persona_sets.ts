import { personaSets } from '../../shared/resources/persona_sets.ts'
import { endpoint } from '../middleware/endpoint.ts'

export const handler = endpoint(personaSets)
