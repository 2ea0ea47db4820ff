import * as z from 'zod'

type Json = Record<string, unknown>

/** Examples of whole bodies; those of their fields are read off them, so that all tell of the same shop. */
export interface Examples {
  /** Component → examples of it. The first show whole bodies; a configuration shows the fields of its answer too. */
  components: Record<string, unknown[]>
  /** `noun.operation` → what is sent and what comes back, where neither is a component. */
  operations: Record<string, { body?: unknown; response?: unknown }>
  /** `noun` → the `{id}` of its paths. */
  ids: Record<string, string>
  /** Field, parameter or (`name[]`) item of a list → an example for where no body has one. */
  fields: Record<string, unknown[]>
}

/** The same OpenAPI document with an example at every field, parameter and body. Nothing else of it changes. */
export function withExamples(document: Json, examples: Examples): Json {
  const copy = structuredClone(JSON.parse(JSON.stringify(document)))
  for (const [name, schema] of Object.entries<Json>(copy.components.schemas)) {
    const bodies = examples.components[name] ?? []
    // An answer shows its configuration: what only some configurations have is shown in the same resource.
    const more = (examples.components[`${name}Config`] ?? []).map((config) => ({
      ...(bodies[0] as Json),
      ...(config as Json),
    }))
    spread(schema, [...bodies, ...more], examples.fields, name)
    if (bodies.length) schema.examples = bodies
  }
  for (const { operationId, tags, parameters = [], requestBody, responses } of Object.values<Json>(copy.paths).flatMap(
    (path) => Object.values(path) as OperationJson[],
  )) {
    for (const parameter of parameters) {
      const own = parameter.name === 'id' ? [examples.ids[tags[0]!]] : undefined
      const ids = parameter.name === 'ids' ? [[examples.ids[tags[0]!]]] : undefined
      spread(parameter.schema, own ?? ids ?? examples.fields[parameter.name] ?? [], examples.fields, parameter.name)
    }
    const given = examples.operations[operationId]
    if (requestBody) addExample(requestBody.content, given?.body, copy, examples)
    for (const { content } of Object.values(responses))
      if (content) addExample(content, given?.response, copy, examples)
  }
  return copy
}

interface OperationJson {
  operationId: string
  tags: string[]
  parameters?: { name: string; schema: Json }[]
  requestBody?: { content: Content }
  responses: Record<string, { content?: Content }>
}
type Content = Record<string, { schema?: Json & { $ref?: string; items?: Json }; example?: unknown }>

/** The example of a body: the given one, else that of its component. */
function addExample(
  content: Content,
  given: unknown,
  { components }: Json,
  { components: known, fields }: Examples,
): void {
  for (const media of Object.values(content)) {
    const nameOf = (schema?: Json) => String(schema?.$ref ?? '').replace('#/components/schemas/', '')
    const [one] = known[nameOf(media.schema)] ?? []
    const [item] = known[nameOf(media.schema?.items)] ?? []
    media.example = given ?? one ?? (item && [item])
    if (!media.schema || media.schema.$ref) continue
    // A merge patch may have any field of a configuration, not only the one that its example changes.
    const config = Object.entries((components as { schemas: Record<string, Json> }).schemas).find(
      ([name, { properties }]) =>
        name.endsWith('Config') &&
        String(Object.keys(properties ?? {})) === String(Object.keys(media.schema?.properties ?? {})),
    )
    spread(media.schema, [media.example, ...(config ? (known[config[0]] ?? []) : [])], fields, '')
  }
}

/**
 * Gives a schema, and all within it, the first fitting of the values that bodies have there. A branch of a union that no
 * body takes, such as a number where bodies have a text, gets a plain value.
 */
function spread(schema: Json, values: unknown[], fields: Examples['fields'], name: string, branch = false): void {
  // A field without a type is one that takes nothing.
  if (schema.$ref || !Object.keys(schema).length) return
  const accepts = accepting(schema)
  const fit = [...values, ...(fields[name] ?? [])].filter((value) => value !== undefined && accepts(value))
  const plain = branch ? [schema.const, 'mug', 25, true, ['mug']] : [schema.const]
  const [first] = [...fit, ...plain].filter((value) => value !== undefined && accepts(value))
  if (first !== undefined) schema.examples = [first]
  const objects = fit.filter((value): value is Json => typeof value === 'object' && value !== null)
  for (const [key, field] of Object.entries((schema.properties ?? {}) as Record<string, Json>)) {
    spread(
      field,
      objects.map((value) => value[key]),
      fields,
      key,
    )
  }
  const inner = (key: string, of: unknown[], as: string) => {
    if (schema[key] && typeof schema[key] === 'object') spread(schema[key] as Json, of, fields, as)
  }
  inner(
    'items',
    objects.flatMap((value) => (Array.isArray(value) ? value : [])),
    `${name}[]`,
  )
  inner(
    'additionalProperties',
    objects.flatMap((value) => Object.values(value)),
    name,
  )
  inner(
    'propertyNames',
    objects.flatMap((value) => Object.keys(value)),
    '',
  )
  for (const branches of [schema.anyOf, schema.oneOf]) {
    for (const one of (branches ?? []) as Json[]) spread(one, fit, fields, name, true)
  }
}

/** Whether a value fits a schema. Where the schema refers to itself, anything does. */
function accepting(schema: Json): (value: unknown) => boolean {
  const plain = JSON.parse(JSON.stringify(schema), (key, value) =>
    value?.$ref ? {} : key === 'examples' ? undefined : value,
  )
  const parsed = z.fromJSONSchema(plain)
  return (value) => parsed.safeParse(value).success
}
