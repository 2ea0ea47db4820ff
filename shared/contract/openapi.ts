import { z } from 'zod'
import { statusOf, type ErrorCode } from '../errors.ts'
import { contract } from './index.ts'
import { commonErrors, type Operation } from './operation.ts'

type Json = Record<string, unknown>

/** Bodies are described as they are sent, answers as they come. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _schema, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' })
  return json
}

/** Any of the fields, each may be null. */
function patchSchemaOf(config: z.ZodType): Json {
  const { required: _required, properties, ...rest } = schemaOf(config, 'input') as Json & { properties: Json }
  const nullable = Object.entries(properties).map(([name, field]) => {
    const { default: _default, ...json } = field as Json
    return [name, { anyOf: [json, { type: 'null' }] }]
  })
  return { ...rest, properties: Object.fromEntries(nullable) }
}

function describe(noun: string, name: string, operation: Operation): Json {
  const { method, path, summary, query, body, patches, response, status } = operation
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, param]) => ({
      name: param,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...Object.entries((query ? schemaOf(query, 'input').properties : {}) as Json).map(([param, schema]) => ({
      name: param,
      in: 'query',
      schema,
    })),
    ...(operation.idempotent
      ? [{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string', maxLength: 255 } }]
      : []),
  ]
  const success =
    response instanceof z.ZodType
      ? { content: { 'application/json': { schema: schemaOf(response, 'output') } } }
      : response && { content: { [response.mediaType]: {} } }
  return {
    operationId: `${noun}.${name}`,
    tags: [noun],
    summary,
    ...(operation.public && { security: [] }),
    ...(parameters.length && { parameters }),
    ...(body && { requestBody: requestBody(method, body, patches) }),
    responses: { [status]: { description: 'Done', ...success }, ...failures(operation.errors) },
  }
}

function requestBody(method: string, body: z.ZodType | 'bytes', patches?: z.ZodType): Json {
  if (body === 'bytes') return { required: true, content: { 'application/octet-stream': {} } }
  const schema = patches ? patchSchemaOf(patches) : schemaOf(body, 'input')
  const mediaType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
  return { required: !body.safeParse(undefined).success, content: { [mediaType]: { schema } } }
}

/** Codes by status, since one status may have several. */
function failures(errors: ErrorCode[]): Json {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of new Set([...errors, ...commonErrors])) {
    byStatus.set(statusOf[code], [...(byStatus.get(statusOf[code]) ?? []), code])
  }
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } }
  return Object.fromEntries([...byStatus].map(([status, codes]) => [status, { description: codes.join(', '), content }]))
}

const ErrorBody = z.object({
  error: z.enum(Object.keys(statusOf) as [ErrorCode, ...ErrorCode[]]),
  id: z.string(),
  note: z.string().describe('What is wrong, as a sentence'),
  validationErrors: z
    .array(
      z.object({
        message: z.string(),
        path: z.string(),
        suggestion: z.string().optional(),
        context: z.object({ errorType: z.string() }),
      }),
    )
    .optional(),
})

/** The public API as an OpenAPI 3.1 document: the committed docs/openapi.json, to the byte. */
export function openapiDocument(version: string): Json {
  const paths: Record<string, Json> = {}
  for (const [noun, ops] of Object.entries(contract)) {
    for (const [name, operation] of Object.entries(ops)) {
      paths[operation.path] ??= {}
      paths[operation.path]![operation.method.toLowerCase()] = describe(noun, name, operation)
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Moira',
      version,
      description: 'Personas from a company’s own customer records. Existing clients of Faraday’s API work unchanged.',
    },
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'live_… or test_…' } },
      schemas: { Error: schemaOf(ErrorBody, 'output') },
    },
  }
}
