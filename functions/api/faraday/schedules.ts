import { schedules } from '../../../shared/nouns/schedules/schedules.ts'
import { scheduleRuns } from '../../../shared/planning/run-now.ts'
import { together } from '../../../shared/verbs/serve.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(together(schedules, scheduleRuns))
