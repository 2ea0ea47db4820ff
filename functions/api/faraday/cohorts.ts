import { cohorts } from '../../../shared/nouns/cohorts/cohorts.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(cohorts)
