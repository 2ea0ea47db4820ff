import document from '../../../docs/openapi.json' with { type: 'json' }
import { openapiOperations } from '../../../shared/nouns/graph/contract.ts'
import { serve } from '../../../shared/verbs/serve.ts'
import { endpoint } from './middleware/endpoint.ts'

export const handler = endpoint(serve(openapiOperations, { read: async () => document }))
