import document from '../../docs/openapi.json' with { type: 'json' }
import { openapiOperations } from '../../shared/contract/graph.ts'
import { serve } from '../../shared/resources/verbs/serve.ts'
import { endpoint } from '../middleware/endpoint.ts'

export const handler = endpoint(serve(openapiOperations, { read: async () => document }))
