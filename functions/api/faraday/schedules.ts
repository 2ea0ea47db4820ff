import { schedules } from '../../../shared/nouns/schedules/schedules.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(schedules)
