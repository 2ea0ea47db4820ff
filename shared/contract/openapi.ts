import * as z from 'zod'
import { type ErrorCode, statusOf } from '../model/errors.ts'
import { commonErrors, type Operation, type Operations } from './operation.ts'

type Json = Record<string, unknown>
/** Schema → its name among the components. */
type Named = ReadonlyMap<z.ZodType, string>

/** Bodies are described as they are sent, answers as they come. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _schema, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
    override: ({ jsonSchema }) => {
      if (io === 'input') sayDefault(jsonSchema)
    },
  })
  return json
}

/** Generators of clients take a field with a default for one that is always there, also where it is sent: words say it. */
function sayDefault(json: { default?: unknown; description?: string }): void {
  if (json.default === undefined) return
  json.description = [json.description, `Without it: ${JSON.stringify(json.default)}`].filter(Boolean).join('. ')
  delete json.default
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

function describe(noun: string, name: string, operation: Operation, named: Named): Json {
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
      ? { content: { 'application/json': { schema: refTo(response, named) } } }
      : response && { content: { [response.mediaType]: {} } }
  return {
    operationId: `${noun}.${name}`,
    tags: [noun],
    summary,
    ...(operation.dialect && { security: [{ [dialects[operation.dialect].security]: [] }] }),
    ...(operation.public && { security: [] }),
    ...(parameters.length && { parameters }),
    ...(body && { requestBody: requestBody(method, body, named, patches) }),
    responses: {
      [status]: { description: 'Done', ...success },
      ...(operation.dialect ? refusalsOf(dialects[operation.dialect].refusal) : failures(operation.errors)),
    },
  }
}

function requestBody(method: string, body: z.ZodType | 'bytes', named: Named, patches?: z.ZodType): Json {
  if (body === 'bytes') return { required: true, content: { 'application/octet-stream': {} } }
  const schema = patches ? patchSchemaOf(patches) : refTo(body, named)
  const mediaType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
  return { required: !body.safeParse(undefined).success, content: { [mediaType]: { schema } } }
}

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

/** Schemas that many operations speak of are said once, among the components. */
function refTo(schema: z.ZodType, named: Named): Json {
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

/** How the other dialects sign a request and refuse it. */
const dialects = {
  segment: { security: 'writeKey', refusal: 'IntakeRefusal', description: 'Nothing was accepted' },
  profiles: { security: 'token', refusal: 'ProfileRefusal', description: 'Refused' },
} satisfies Record<NonNullable<Operation['dialect']>, Json>

/** The same body whatever the status. */
const refusalsOf = (name: string): Json =>
  Object.fromEntries(['4XX', '5XX'].map((status) => [status, { $ref: `#/components/responses/${name}` }]))

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
  context: z
    .object({
      users: z
        .array(z.object({ resource_type: z.string(), id: z.string(), name: z.string() }))
        .optional()
        .describe(
          'The resources that stand in the way: of a delete or an archive those that are made from it, of an unarchive those that it is made from',
        ),
    })
    .optional()
    .describe('What a program may want to act on'),
})

const schemaComponents = ({ configs, answers }: Components): Json => ({
  Error: schemaOf(ErrorBody, 'output'),
  ...Object.fromEntries(Object.entries(configs).map(([name, schema]) => [name, schemaOf(schema, 'input')])),
  ...Object.fromEntries(Object.entries(answers).map(([name, schema]) => [name, schemaOf(schema, 'output')])),
})

/** Schemas that the document names: configurations as they are sent, answers as they come. */
export interface Components {
  configs: Record<string, z.ZodType>
  answers: Record<string, z.ZodType>
}

/** The public API as an OpenAPI 3.1 document: the committed docs/openapi.json, to the byte. */
export function openapiDocument(
  contract: Readonly<Record<string, Operations>>,
  components: Components,
  version: string,
): Json {
  const named = new Map(
    Object.entries({ ...components.configs, ...components.answers }).map(([name, schema]) => [schema, name]),
  )
  const paths: Record<string, Json> = {}
  for (const [noun, ops] of Object.entries(contract)) {
    for (const [name, operation] of Object.entries(ops)) {
      paths[operation.path] ??= {}
      paths[operation.path]![operation.method.toLowerCase()] = describe(noun, name, operation, named)
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Moira',
      version,
      description:
        'Personas from a company’s own customer records. Existing clients of Faraday’s API work unchanged as far as docs/compatibility.md says.',
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'live_… or test_…' },
        token: { type: 'http', scheme: 'basic', description: 'An API key as user name, no password' },
        writeKey: { type: 'http', scheme: 'basic', description: 'The write key of a source as user name, no password' },
      },
      responses: {
        ...failureComponents(),
        ...Object.fromEntries(
          Object.values(dialects).map(({ refusal, description }) => [
            refusal,
            { description, content: { 'application/json': { schema: ref(refusal) } } },
          ]),
        ),
      },
      schemas: schemaComponents(components),
    },
  }
}
