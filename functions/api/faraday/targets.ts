import { checkPatterns } from '../../../shared/engines/conditions/check-patterns.ts'
import type { TargetConfig } from '../../../shared/nouns/targets/contract.ts'
import { targets } from '../../../shared/nouns/targets/targets.ts'
import { checkingBody } from '../../../shared/verbs/checking-body.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(
  checkingBody(targets, (body) => checkPatterns((body as Partial<TargetConfig>).filter?.trait, 'filter.trait')),
)
