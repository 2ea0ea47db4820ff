import { schedules } from '../../shared/resources/schedules.ts'
import { endpoint } from '../middleware/endpoint.ts'

export const handler = endpoint(schedules)
