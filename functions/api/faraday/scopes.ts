import { scopes } from '../../../shared/nouns/scopes/scopes.ts'
import { scopeTargets } from '../../../shared/nouns/targets/targets.ts'
import { together } from '../../../shared/verbs/serve.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(together(scopes, scopeTargets))
