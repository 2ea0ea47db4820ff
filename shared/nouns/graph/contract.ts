import * as z from 'zod'
import { Status } from '../../contract/fields.ts'
import { operations } from '../../contract/operation.ts'

const Edge = z.object({
  upstream_id: z.string(),
  upstream_type: z.string(),
  upstream_literate: z.string(),
  upstream_status: Status,
  downstream_id: z.string(),
  downstream_type: z.string(),
  downstream_literate: z.string(),
  downstream_status: Status,
})

export const graphOperations = operations({
  read: {
    method: 'GET',
    path: '/v1/graph',
    summary: 'What is made from what',
    response: z.array(Edge),
    status: 200,
    errors: [],
  },
})

export const openapiOperations = operations({
  read: {
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description',
    response: z.looseObject({ openapi: z.string() }),
    status: 200,
    public: true,
    errors: [],
  },
})
