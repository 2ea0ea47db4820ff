import * as z from 'zod'
import { type ErrorCode, statusOf } from '../model/errors.ts'
import { Account } from '../nouns/accounts/contract.ts'
import { Cohort, CohortConfig } from '../nouns/cohorts/contract.ts'
import { contract } from '../nouns/contract.ts'
import { Dataset, DatasetConfig } from '../nouns/datasets/contract.ts'
import { Persona, PersonaSet, PersonaSetConfig } from '../nouns/persona_sets/contract.ts'
import { Schedule, ScheduleConfig } from '../nouns/schedules/contract.ts'
import { Scope, ScopeConfig } from '../nouns/scopes/contract.ts'
import { Stream } from '../nouns/streams/contract.ts'
import { Target, TargetConfig } from '../nouns/targets/contract.ts'
import { Trait } from '../nouns/traits/contract.ts'
import { Upload } from '../nouns/uploads/contract.ts'
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
      ? { content: { 'application/json': { schema: refTo(response) } } }
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
  const schema = patches ? patchSchemaOf(patches) : refTo(body)
  const mediaType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
  return { required: !body.safeParse(undefined).success, content: { [mediaType]: { schema } } }
}

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

/** Schemas that many operations speak of are said once, among the components. */
function refTo(schema: z.ZodType): Json {
  const name = named.get(schema)
  if (name) return ref(name)
  const element = schema instanceof z.ZodArray ? named.get(schema.element as z.ZodType) : undefined
  return element ? { type: 'array', items: ref(element) } : schemaOf(schema, 'input')
}

const failures = (errors: ErrorCode[]): Json =>
  Object.fromEntries(
    [...new Set([...errors, ...commonErrors].map((code) => statusOf[code]))]
      .sort()
      .map((status) => [status, { $ref: `#/components/responses/${status}` }]),
  )

/** One answer per status, since one status may have several codes. */
function failureComponents(): Json {
  const codes = Object.keys(statusOf) as ErrorCode[]
  return Object.fromEntries(
    [...new Set(Object.values(statusOf))].map((status) => [
      status,
      {
        description: codes.filter((code) => statusOf[code] === status).join(', '),
        content: { 'application/json': { schema: ref('Error') } },
      },
    ]),
  )
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

const configs = {
  CohortConfig,
  DatasetConfig,
  PersonaSetConfig,
  ScopeConfig,
  TargetConfig,
  ScheduleConfig,
}
const answers = { Account, Upload, Dataset, Stream, Trait, Cohort, PersonaSet, Persona, Scope, Target, Schedule }
const named = new Map<z.ZodType, string>(Object.entries({ ...configs, ...answers }).map(([name, one]) => [one, name]))

const schemaComponents = (): Json => ({
  Error: schemaOf(ErrorBody, 'output'),
  ...Object.fromEntries(Object.entries(configs).map(([name, schema]) => [name, schemaOf(schema, 'input')])),
  ...Object.fromEntries(Object.entries(answers).map(([name, schema]) => [name, schemaOf(schema, 'output')])),
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
      responses: failureComponents(),
      schemas: schemaComponents(),
    },
  }
}
