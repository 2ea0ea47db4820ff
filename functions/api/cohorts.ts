import { cohorts } from '../../shared/resources/cohorts.ts'
import { endpoint } from '../middleware/endpoint.ts'

export const handler = endpoint(cohorts)
