import { cohortPersonas } from '../../../shared/nouns/persona_sets/cohort-personas.ts'
import { atDesk } from '../../middleware/desk.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(cohortPersonas(atDesk))
