import { checkPatterns } from '../../../shared/engines/conditions/check-patterns.ts'
import { cohorts } from '../../../shared/nouns/cohorts/cohorts.ts'
import type { CohortConfig } from '../../../shared/nouns/cohorts/contract.ts'
import { checkingBody } from '../../../shared/verbs/checking-body.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(
  checkingBody(cohorts, (body) => {
    const { traits, stream_conditions } = body as Partial<CohortConfig>
    checkPatterns(traits, 'traits')
    checkPatterns(stream_conditions, 'stream_conditions')
  }),
)
