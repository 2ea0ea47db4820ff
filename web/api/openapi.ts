import { send } from './client.ts'
import { useAnswer } from './query.ts'

/** A JSON schema, as far as the page shows it. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  description?: string
  enum?: unknown[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  examples?: unknown[]
}
type Content = Record<string, { schema?: Schema; example?: unknown }>

/** One operation of the OpenAPI document. */
export interface OperationOf {
  operationId: string
  summary: string
  tags: string[]
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[]
  requestBody?: { content: Content }
  responses: Record<string, { description?: string; content?: Content; $ref?: string }>
}

/** The OpenAPI document of this service. */
export interface OpenApi {
  info: { version: string }
  paths: Record<string, Record<string, OperationOf>>
  components: { schemas: Record<string, Schema>; responses: Record<string, { description: string }> }
}

/** The document that the API gives to programs. */
export const useDocument = () =>
  useAnswer<OpenApi>(
    '/openapi.json',
    () => true,
    (address) => send('GET', address),
  )
