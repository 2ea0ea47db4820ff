import type { DecimalMark } from '../../engines/amounts/amount.ts'
import { CustomerError } from '../../model/errors.ts'
import type { CsvShape } from '../read/csv-listener.ts'
import type { Condition, DatasetConfig, IdentitySetConfig, MappedColumn, TraitConfig } from './dataset-config.ts'
import { isDate, isList, isMoney } from './formats.ts'
import { checkTwins } from './lake-names.ts'
import { quantitiesOf } from './quantities.ts'

/**
 * A dataset's configuration, checked and in one form; `columns` are those that a file must have, `cells` those of them
 * that are read row by row: the others only say whose a row is, and are read once per distinct value.
 */
export interface CompiledDataset {
  shape: CsvShape
  identities: CompiledIdentity[]
  streams: CompiledStream[]
  traits: CompiledTrait[]
  references: string[]
  upsert: string[]
  /** The column by which two rows are the same, also within a file; undefined where all cells are compared. */
  rowKey: string | undefined
  /** The column that lists traits which a row takes away. */
  removed: string | undefined
  incremental: string | undefined
  columns: string[]
  cells: string[]
  /** Times that stand in several columns, each under the name by which `column_name` of a property says it. */
  joined: { name: string; columns: string[] }[]
  /** Decimal marks that the configuration says, by column. */
  marks: ReadonlyMap<string, DecimalMark>
  /** IANA name of the zone of times that name none. */
  zone: string
  /** ISO code of the country of phones and postcodes that name none. */
  country: string | undefined
}

export interface CompiledIdentity extends Omit<IdentitySetConfig, 'house_number_and_street' | 'external_ids'> {
  name: string
  street: string[]
  external: { type: string; column: string }[]
}

interface CompiledStream {
  name: string
  /** By which its columns are known among those of all files: its place in the manifest. */
  number: number
  properties: CompiledProperty[]
  conditions: Condition[]
  /** Columns by which rows are one event; none where each row is one. */
  key: string[]
  value_per: 'event' | 'line' | undefined
  /** Properties that are added up over the rows of an event. */
  quantities: string[]
}

export interface CompiledProperty extends Omit<MappedColumn, 'column_name' | 'column_names'> {
  name: string
  column_name: string
}

export interface CompiledTrait extends TraitConfig {
  name: string
}

/** The parts of a reading that no customer says. */
export interface MadeReading {
  /** The column by which two rows are the same. */
  rowKey: string
  /** The column that lists traits which a row takes away, each between semicolons. */
  removed: string
  /** All streams of the dataset, where a file has some of them only. */
  streams: readonly string[]
}

/**
 * Checks a dataset's configuration and says what is to be read. Pure. Throws VALIDATION_FAILED with a sentence for
 * whatever no file could satisfy: an identity set that recognises nobody, an unknown format, a stream without datetime.
 */
export function compileDataset(config: DatasetConfig, made?: MadeReading): CompiledDataset {
  checkTwins(config)
  const identities = Object.entries(config.identity_sets).map(([name, set]) => compiledIdentity(name, set))
  const streams = Object.entries(config.output_to_streams ?? {}).map(([name, stream], place) => ({
    name,
    number: made ? made.streams.indexOf(name) : place,
    conditions: [...(stream.conditions ?? [])],
    key: [...(stream.event_key ?? [])],
    value_per: stream.value_per,
    properties: Object.entries(stream.data_map).map(([property, to]) => compiledProperty(name, property, to)),
    quantities: stream.event_key ? quantitiesOf(stream.data_map) : [],
  }))
  for (const { name, properties, key, value_per } of streams) {
    if (value_per && !key.length)
      throw invalid(`stream "${name}" has a value_per, but no event_key: without one each row is an event`)
    if (!properties.some((property) => property.name === 'datetime')) {
      throw invalid(`stream "${name}" has no datetime in its data_map: an event needs a time`)
    }
  }
  const joined = [...new Set(Object.values(config.output_to_streams ?? {}).map(joinedName))].flatMap((name) =>
    name ? [{ name, columns: JSON.parse(name) as string[] }] : [],
  )
  const columnsOf = (name: string) => joined.find((one) => one.name === name)?.columns ?? [name]
  const traits = Object.entries(config.output_to_traits ?? {}).map(([name, trait]) => compiledTrait(name, trait))
  const references = [...new Set([...(config.reference_key_columns ?? []), ...one(config.reference_key_column)])]
  const upsert = [...(config.upsert_columns ?? [])]
  const { delimiter, header_row, encoding, skip_lines } = config.options
  const cells = new Set([
    ...streams.flatMap((stream) => [
      ...stream.properties.flatMap((p) => [...(isStatic(p) ? [] : columnsOf(p.column_name)), ...one(p.multiply_by)]),
      ...stream.conditions.map((condition) => condition.column_name),
      ...stream.key,
    ]),
    ...traits.filter((trait) => !isStatic(trait)).map((trait) => trait.column_name),
    ...references,
    ...upsert,
    ...one(made?.rowKey),
    ...one(made?.removed),
    ...one(config.incremental_column),
  ])
  const incremental = config.incremental_column
  const columns = [...new Set([...identities.flatMap(identityColumns), ...cells])]
  return {
    shape: { delimiter, header_row, encoding, skip_lines, needed: columns },
    identities,
    streams,
    traits,
    references,
    upsert,
    rowKey: made?.rowKey,
    removed: made?.removed,
    incremental,
    columns,
    cells: [...cells],
    joined,
    marks: marksOf([...streams.flatMap(({ properties }) => properties), ...traits]),
    zone: config.options.time_zone ?? 'UTC',
    country: config.options.country,
  }
}

function marksOf(mapped: readonly (CompiledProperty | CompiledTrait)[]): Map<string, DecimalMark> {
  const marks = new Map<string, DecimalMark>()
  for (const { column_name, decimal_mark } of mapped) {
    if (!decimal_mark) continue
    if ((marks.get(column_name) ?? decimal_mark) !== decimal_mark)
      throw invalid(`column "${column_name}" has two decimal marks: say the same decimal_mark wherever it is used`)
    marks.set(column_name, decimal_mark)
  }
  return marks
}

/** The name of a time that stands in several columns. */
function joinedName({ data_map }: NonNullable<DatasetConfig['output_to_streams']>[string]): string | undefined {
  const names = data_map.datetime?.column_names
  return names && JSON.stringify(names)
}

/** A column of dates under all its names: its own, and those of the properties and traits that are made of it. */
export const namesOfColumn = (plan: CompiledDataset, column: string): string[] => [
  column,
  ...[...plan.streams.flatMap(({ properties }) => properties), ...plan.traits]
    .filter(({ column_name }) => column_name === column)
    .map(({ name }) => name),
]

/** The columns that are known to hold times, by what they are used for or by their format. */
export const timeColumns = (plan: CompiledDataset): string[] => [
  ...plan.streams.flatMap(({ properties }) =>
    properties
      .filter(({ name, format }) => name === 'datetime' || isDate(format))
      .map(({ column_name }) => column_name),
  ),
  ...plan.traits.filter(({ format }) => isDate(format)).map(({ column_name }) => column_name),
  ...one(plan.incremental),
]

/** Whether the upsert columns name an event of several rows, not one of its rows. */
export const upsertsOrders = ({ upsert, streams }: CompiledDataset): boolean =>
  upsert.length > 0 && streams.some(({ key }) => key.length > 0 && upsert.every((column) => key.includes(column)))

export const isStatic = (mapped: { format?: string | undefined }): boolean => mapped.format === 'static_date_iso8601'

const one = (value: string | undefined): string[] => (value ? [value] : [])
const invalid = (sentence: string) => new CustomerError('VALIDATION_FAILED', sentence)

function compiledIdentity(name: string, set: IdentitySetConfig): CompiledIdentity {
  const { house_number_and_street: street, external_ids: external, ...rest } = set
  const planned: CompiledIdentity = {
    ...rest,
    name,
    street: [...(street ?? [])],
    external: Object.entries(external ?? {}).map(([type, column]) => ({ type, column })),
  }
  if (!recognisesSomebody(planned)) {
    throw invalid(
      `identity set "${name}" is not enough to recognise a person: it needs an email, an id, a phone with a last name, or a full name with an address`,
    )
  }
  return planned
}

function recognisesSomebody(set: CompiledIdentity): boolean {
  const last = set.person_last_name ?? set.person_full_name
  const first = set.person_first_name ?? set.person_full_name
  const place = set.street.length > 0 && (set.postcode || (set.city && set.state))
  return Boolean(
    set.email ||
      set.email_hash ||
      set.user_id ||
      set.anonymous_id ||
      set.external.length > 0 ||
      (set.phone && last) ||
      (first && last && (place || set.freeform_address)),
  )
}

function identityColumns(set: CompiledIdentity): string[] {
  const { name: _name, street, external, ...named } = set
  return [
    ...Object.values(named).filter((column) => column !== undefined),
    ...street,
    ...external.map((id) => id.column),
  ]
}

/** Events and traits lie beside the column that says whose they are; names of columns have no case. */
function checkReserved(where: string, name: string): void {
  if (name.toLowerCase() === 'person_id') {
    throw invalid(
      `${where}: "${name}" is the name of the column that says whose an event or a trait is, call it otherwise`,
    )
  }
}

function compiledProperty(stream: string, name: string, to: MappedColumn): CompiledProperty {
  const { column_names: several, ...rest } = to
  const property = { ...rest, name, column_name: to.column_name ?? JSON.stringify(several) }
  const where = `output_to_streams.${stream}.data_map.${name}`
  checkReserved(where, name)
  if (several && name !== 'datetime') throw invalid(`${where}: only datetime can stand in several columns`)
  if (several && to.format) throw invalid(`${where}: a time in several columns is read without a format`)
  const { format } = property
  checkStatic(where, property)
  if (name === 'datetime' && format && !isDate(format) && !isStatic(property)) {
    throw invalid(`${where}: "${format}" is not a format of dates`)
  }
  if (name === 'value' && format && !isMoney(format)) throw invalid(`${where}: "${format}" is not a format of amounts`)
  if (property.multiply_by && name !== 'value') throw invalid(`${where}: only value can be multiplied`)
  return property
}

function compiledTrait(name: string, to: TraitConfig): CompiledTrait {
  const trait = { ...to, name }
  checkReserved(`output_to_traits.${name}`, name)
  checkStatic(`output_to_traits.${name}`, trait)
  if (trait.transformation_table && trait.format && !isList(trait.format)) {
    throw invalid(
      `output_to_traits.${name}: a transformation_table maps texts, it cannot be used with "${trait.format}"`,
    )
  }
  return trait
}

/** The one value that stands in the configuration instead of in the files. */
function checkStatic(where: string, mapped: { column_name: string; format?: string | undefined }): void {
  const text = mapped.column_name
  if (isStatic(mapped) && !(/^\d{4}-\d{2}-\d{2}/.test(text) && Number.isFinite(Date.parse(text)))) {
    throw invalid(
      `${where}: with static_date_iso8601 column_name is the date itself, and "${text}" is not a date_iso8601`,
    )
  }
}
