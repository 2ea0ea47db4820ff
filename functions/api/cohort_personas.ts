import { cohortPersonas } from '../../shared/resources/cohort-personas.ts'
import { atDesk } from '../middleware/desk.ts'
import { endpoint } from '../middleware/endpoint.ts'

export const handler = endpoint(cohortPersonas(atDesk))
