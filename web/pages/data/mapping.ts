import type { Reading } from '../../api/types.ts'

export type ProposedDataset = NonNullable<Reading['dataset']>
type Streams = NonNullable<ProposedDataset['output_to_streams']>
type DataMapColumn = Streams[string]['data_map'][string] & { format?: string | undefined }

/** The fields of a person that a column may hold. */
export const personFields = [
  'email',
  'phone',
  'person_first_name',
  'person_last_name',
  'person_full_name',
  'house_number_and_street',
  'city',
  'state',
  'postcode',
  'country',
  'user_id',
] as const

/** The fields of an event that a column may hold, beside properties of any name. */
export const eventFields = ['datetime', 'value', 'product'] as const

/** The meaning of a column: `person:email`, `event:datetime`, `property`, `trait`, `key` (rows of one event), `` (not used). */
export type Role = string

const isColumn = (columns: string | string[] | undefined, column: string) =>
  Array.isArray(columns) ? columns.includes(column) : columns === column

/** The one stream of a proposal; a dataset of facts about people has none. */
export const streamOf = ({ output_to_streams = {} }: ProposedDataset): string | undefined =>
  Object.keys(output_to_streams)[0]

/** The meaning that the dataset gives a column. */
export function roleOf(dataset: ProposedDataset, column: string): Role {
  for (const set of Object.values(dataset.identity_sets)) {
    for (const [field, columns] of Object.entries(set)) if (isColumn(columns, column)) return `person:${field}`
  }
  for (const { data_map, event_key } of Object.values(dataset.output_to_streams ?? {})) {
    for (const [field, one] of Object.entries(data_map)) {
      if (isColumn(one.column_name, column) || isColumn(one.column_names, column)) {
        return (eventFields as readonly string[]).includes(field) ? `event:${field}` : 'property'
      }
      if (one.multiply_by === column) return 'quantity'
    }
    if (event_key?.includes(column)) return 'key'
  }
  for (const { column_name } of Object.values(dataset.output_to_traits ?? {}))
    if (column_name === column) return 'trait'
  return dataset.reference_key_columns?.includes(column) ? 'reference' : ''
}

/** The dataset without a column. */
function without(dataset: ProposedDataset, column: string): ProposedDataset {
  const { output_to_streams, output_to_traits, reference_key_columns, ...rest } = dataset
  const others = (columns: string[] = []) => columns.filter((one) => one !== column)
  const identity_sets = Object.fromEntries(
    Object.entries(dataset.identity_sets).map(([name, set]) => [
      name,
      Object.fromEntries(
        Object.entries(set).flatMap(([field, columns]) => {
          if (!isColumn(columns, column)) return [[field, columns]]
          const left = Array.isArray(columns) ? others(columns) : []
          return left.length ? [[field, left]] : []
        }),
      ),
    ]),
  )
  const streams = Object.entries(output_to_streams ?? {}).map(([name, { data_map, event_key, ...stream }]) => {
    const kept = Object.entries(data_map).flatMap(([field, one]) => {
      if (isColumn(one.column_name, column) || isColumn(one.column_names, column)) return []
      const { multiply_by, ...more } = one
      return [[field, multiply_by && multiply_by !== column ? one : more] as const]
    })
    const key = others(event_key)
    return [name, { ...stream, data_map: Object.fromEntries(kept), ...(key.length && { event_key: key }) }] as const
  })
  const traits = Object.entries(output_to_traits ?? {}).filter(([, one]) => one.column_name !== column)
  const references = others(reference_key_columns)
  return {
    ...rest,
    identity_sets,
    ...(streams.length && { output_to_streams: Object.fromEntries(streams) }),
    ...(traits.length && { output_to_traits: Object.fromEntries(traits) }),
    ...(references.length && { reference_key_columns: references }),
  }
}

/** Names of properties and traits hold small letters, digits and underscores. */
export const lakeName = (column: string): string =>
  column
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_\d]+|_+$/g, '') || 'column'

/** The dataset in which a column is taken as something else; a field that had another column loses that one. */
export function take(dataset: ProposedDataset, column: string, role: Role): ProposedDataset {
  const rest = without(dataset, column)
  const [kind, field = ''] = role.split(':')
  const stream = streamOf(rest)
  if (kind === 'person') {
    const [name = 'person', set = {}] = Object.entries(rest.identity_sets)[0] ?? []
    const value = field === 'house_number_and_street' ? [column] : column
    return { ...rest, identity_sets: { ...rest.identity_sets, [name]: { ...set, [field]: value } } }
  }
  if (kind === 'trait') {
    return { ...rest, output_to_traits: { ...rest.output_to_traits, [lakeName(column)]: { column_name: column } } }
  }
  if (kind === 'reference') return { ...rest, reference_key_columns: [...(rest.reference_key_columns ?? []), column] }
  if (!stream || role === '') return rest
  const old = rest.output_to_streams![stream]!
  const changed = (more: Partial<typeof old>): ProposedDataset => ({
    ...rest,
    output_to_streams: { ...rest.output_to_streams, [stream]: { ...old, ...more } },
  })
  if (kind === 'key') return changed({ event_key: [...(old.event_key ?? []), column] })
  if (kind === 'quantity') {
    const { value } = old.data_map
    return value ? changed({ data_map: { ...old.data_map, value: { ...value, multiply_by: column } } }) : rest
  }
  return changed({ data_map: { ...old.data_map, [field || lakeName(column)]: { column_name: column } } })
}

/** The dataset whose rows are events of this name; without a name they are facts about people. */
export function asStream(dataset: ProposedDataset, name: string | undefined): ProposedDataset {
  const { output_to_streams, ...rest } = dataset
  if (name === undefined) return rest
  const [old] = Object.values(output_to_streams ?? {})
  return { ...rest, output_to_streams: { [name]: old ?? { data_map: {} } } }
}

/** How the files write the column of a field; undefined lets the cells decide. */
export const formatOf = (dataset: ProposedDataset, field: string): string | undefined => {
  const stream = streamOf(dataset)
  return stream ? (dataset.output_to_streams![stream]!.data_map[field] as DataMapColumn | undefined)?.format : undefined
}

export function withFormat(dataset: ProposedDataset, field: string, format: string | undefined): ProposedDataset {
  const stream = streamOf(dataset)
  const old = stream && dataset.output_to_streams?.[stream]
  const column = old ? old.data_map[field] : undefined
  if (!stream || !old || !column) return dataset
  const { format: _, ...plain } = column as DataMapColumn
  const data_map = { ...old.data_map, [field]: format ? { ...plain, format } : plain }
  return { ...dataset, output_to_streams: { ...dataset.output_to_streams, [stream]: { ...old, data_map } } }
}

/** Whether any field recognises a person: alone, or a name and an address together. */
export function recognises({ identity_sets }: ProposedDataset): boolean {
  return Object.values(identity_sets).some(
    (set) =>
      set.email !== undefined ||
      set.phone !== undefined ||
      set.user_id !== undefined ||
      set.email_hash !== undefined ||
      set.anonymous_id !== undefined ||
      set.external_ids !== undefined ||
      ((set.person_full_name ?? set.person_last_name) !== undefined && set.house_number_and_street !== undefined),
  )
}
