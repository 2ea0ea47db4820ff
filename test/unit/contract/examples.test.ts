import { expect, test } from 'vitest'
import * as z from 'zod'
import document from '../../../docs/openapi.json' with { type: 'json' }
import { components, contract } from '../../../shared/nouns/nouns.ts'

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null
const named = document.components.schemas as unknown as Record<string, Json>

/** Every schema within one, with its path. */
function* within(schema: Json, path: string): Generator<[string, Json]> {
  yield [path, schema]
  for (const [key, field] of Object.entries((schema.properties ?? {}) as Record<string, Json>)) {
    yield* within(field, `${path}.${key}`)
  }
  for (const key of ['items', 'additionalProperties', 'propertyNames']) {
    // A list that must be empty has no items to show.
    if (isObject(schema[key]) && schema.maxItems !== 0) yield* within(schema[key], `${path}.${key}`)
  }
  for (const key of ['anyOf', 'oneOf']) {
    for (const [index, branch] of ((schema[key] ?? []) as Json[]).entries())
      yield* within(branch, `${path}.${key}.${index}`)
  }
}

/** Schemas whose example stands elsewhere, that are null, or that take nothing. */
const needsNone = (schema: Json): boolean =>
  '$ref' in schema ||
  schema.type === 'null' ||
  !Object.keys(schema).length ||
  ('anyOf' in schema && (schema.anyOf as Json[]).every(needsNone))

interface Described {
  operationId: string
  parameters?: { name: string; schema: Json }[]
  requestBody?: { content: Record<string, Json> }
  responses: Record<string, { content?: Record<string, Json> }>
}
const described = Object.values(document.paths).flatMap((path) => Object.values(path) as unknown as Described[])
const contents = (one: Described) => [
  ...Object.values(one.requestBody?.content ?? {}).map((media) => ['body', media] as const),
  ...Object.values(one.responses).flatMap(({ content }) =>
    Object.values(content ?? {}).map((media) => ['answer', media] as const),
  ),
]

test('every body, parameter and field of the document has an example', () => {
  const roots = [
    ...Object.entries(named),
    ...described.flatMap((one) =>
      (one.parameters ?? []).map(({ name, schema }) => [`${one.operationId} ${name}`, schema] as const),
    ),
    ...described.flatMap((one) =>
      contents(one).flatMap(([what, { schema }]) =>
        schema ? [[`${one.operationId} ${what}`, schema as Json] as const] : [],
      ),
    ),
  ]
  const missing = [
    ...described.flatMap((one) =>
      contents(one).flatMap(([what, media]) => ('example' in media ? [] : [`${one.operationId} ${what}`])),
    ),
    ...roots.flatMap(([name, schema]) =>
      [...within(schema, name)].flatMap(([path, one]) => (one.examples || needsNone(one) ? [] : [path])),
    ),
  ]
  expect(missing).toEqual([])
})

/** Parses every example of a described schema with the zod schema that stands there. */
function refused(schema: z.ZodType, io: 'input' | 'output', shown: Json, name: string): string[] {
  const zods: z.ZodType[] = []
  const marked = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      jsonSchema['x-zod'] = zods.push(zodSchema as unknown as z.ZodType) - 1
    },
  })
  const found: string[] = []
  const walk = (at: Json, here: Json, path: string) => {
    if ('$ref' in here) return
    for (const example of (here.examples ?? []) as unknown[]) {
      if (!zods[at['x-zod'] as number]?.safeParse(example).success) found.push(`${path}: ${JSON.stringify(example)}`)
    }
    for (const [key, value] of Object.entries(at)) {
      if (key !== 'examples' && isObject(value) && isObject(here[key])) walk(value, here[key], `${path}.${key}`)
    }
  }
  walk(marked as Json, shown, name)
  return found
}

test('every example fits the schema that it stands on', () => {
  const wrong = [
    ...Object.entries(components.configs).flatMap(([name, schema]) => refused(schema, 'input', named[name]!, name)),
    ...Object.entries(components.answers).flatMap(([name, schema]) => refused(schema, 'output', named[name]!, name)),
  ]
  for (const [noun, operations] of Object.entries(contract)) {
    for (const [name, { body, patches, query, response }] of Object.entries(operations)) {
      const one = described.find(({ operationId }) => operationId === `${noun}.${name}`)!
      const sent = Object.values(one.requestBody?.content ?? {})[0]
      const answer = Object.values(one.responses)[0]?.content?.['application/json']
      for (const [schema, media, io] of [
        [body, sent, 'input'],
        [response, answer, 'input'],
      ] as const) {
        if (!(schema instanceof z.ZodType) || !media) continue
        if (!schema.safeParse(media.example).success) wrong.push(`${one.operationId}: ${JSON.stringify(media.example)}`)
        if (!patches || schema !== body) wrong.push(...refused(schema, io, media.schema as Json, one.operationId))
      }
      const fields = query instanceof z.ZodObject ? (query.shape as Record<string, z.ZodType>) : {}
      for (const parameter of one.parameters ?? []) {
        const field = fields[parameter.name]
        if (field) wrong.push(...refused(field, 'input', parameter.schema, `${one.operationId} ${parameter.name}`))
      }
    }
  }
  expect(wrong).toEqual([])
})
