import { quoteName, quoteText } from '../../../engines/sql/quote.ts'
import { CustomerError } from '../../../model/errors.ts'
import { attributeColumn, slugOfColumn } from '../../scopes/payload-columns.ts'
import type { TargetConfig } from '../contract.ts'
import type { StructureColumn } from '../output.ts'
import type { OutputColumn } from './columns.ts'
import { hashedSql } from './hashed.ts'

export interface DeliveryQuery {
  config: TargetConfig
  identity: OutputColumn[]
  payload: OutputColumn[]
  /** Persona names by set (its place in the payload), for counts per area. */
  personas: { id: string; name: string }[][]
  where: string
  /** The place in the payload of the persona set that the rows are split by. */
  split?: number
  /** Salt of the random order that hashed rows come in: the same for the same target, unknown from the ids. */
  salt: string
}

/** The last column of a statement whose rows are split by persona: the id. It stands in no file. */
export const splitColumn = '#split by persona'

/** A statement, and the columns of its rows. */
interface Delivery {
  sql: string
  structure: StructureColumn[]
}

/**
 * The statement whose rows are a target's file. Reads `predictions` p, `people` i and, referenced, `refs`. Throws a CustomerError
 * where the custom structure names a column that the scope does not give, and where there is no column or area at all.
 */
export function deliverySql(query: DeliveryQuery): Delivery {
  const { config, where } = query
  const { representation } = config
  type Delivered = OutputColumn & { output_col: string }
  const split = query.payload
    .filter(({ kind, place }) => kind === 'persona_id' && place === query.split)
    .map(({ expression }) => ({ expression, output_col: splitColumn }))
  const selected = (columns: Delivered[]) =>
    `SELECT ${[...columns, ...split].map((one) => `${one.expression} AS ${quoteName(one.output_col)}`).join(', ')}`
  const structure = (columns: Delivered[]) =>
    columns.map(({ machine_name, output_col, kind }) => ({
      scope_col: machine_name,
      output_col,
      ...(kind === 'identity' && { is_identity_col: true }),
    }))
  const from = `FROM predictions p LEFT JOIN people i USING (person_id)`
  if (representation.mode === 'aggregated') return aggregateSql(query, `${from} WHERE ${where}`)

  if (representation.mode === 'referenced') {
    const { dataset_id, column_name } = representation.reference
    const isEach = representation.per === 'reference'
    const key: OutputColumn = {
      machine_name: column_name,
      human_name: column_name,
      expression: 'r.value',
      kind: 'identity',
    }
    const columns = structured([key, ...query.payload], config)
    const sql = `${selected(columns)} ${from}
      JOIN (SELECT person_id, ${isEach ? 'value' : 'min(value) AS value'} FROM refs
        WHERE dataset_id = ${quoteText(dataset_id)} AND column_name = ${quoteText(column_name)}
        GROUP BY person_id${isEach ? ', value' : ''}) r USING (person_id)
      WHERE ${where} ORDER BY r.value, p.person_id`
    return { sql, structure: structure(columns) }
  }
  if (representation.mode === 'hashed') {
    // Attributes are what somebody is known by beside an identity: they do not leave in the clear.
    const payload = query.payload.filter(({ kind }) => kind !== 'attribute')
    const columns = structured(
      [...query.identity.map((one) => ({ ...one, expression: hashedSql(one) })), ...payload],
      config,
    )
    const order = `sha256(${quoteText(query.salt)} || CAST(p.person_id AS VARCHAR))`
    return { sql: `${selected(columns)} ${from} WHERE ${where} ORDER BY ${order}`, structure: structure(columns) }
  }
  const columns = structured([...query.identity, ...query.payload], config)
  return { sql: `${selected(columns)} ${from} WHERE ${where} ORDER BY p.person_id`, structure: structure(columns) }
}

/** The columns that the custom structure names, in its order and under its names; all of them without one. */
function structured<Column extends OutputColumn>(
  columns: Column[],
  config: TargetConfig,
): (Column & { output_col: string })[] {
  if (!columns.length) {
    throw new CustomerError(
      'CONFLICT',
      'there is no column to deliver: no dataset says who its people are, and the payload is empty',
    )
  }
  if (!config.custom_structure?.length) {
    const isTaken = (name: string) => columns.some((one) => one.kind === 'identity' && one.machine_name === name)
    return columns.map((one) =>
      one.kind === 'attribute' && isTaken(one.machine_name)
        ? { ...one, output_col: attributeColumn(one.machine_name) }
        : { ...one, output_col: config.human_readable ? one.human_name : one.machine_name },
    )
  }
  return config.custom_structure.map(({ scope_col, output_col }) => {
    const found = columns.find(
      ({ machine_name, human_name, kind }) =>
        machine_name === scope_col ||
        human_name === scope_col ||
        (kind === 'attribute' && attributeColumn(machine_name) === scope_col),
    )
    if (!found) {
      const known = columns.map((one) => `"${one.machine_name}"`).join(', ')
      throw new CustomerError(
        'VALIDATION_FAILED',
        `custom_structure: no column "${scope_col}", the scope gives: ${known}`,
      )
    }
    return { ...found, output_col }
  })
}

/** One row per area: people, and how many of them each persona and cohort has. People without the area are left out. */
function aggregateSql({ config, identity, payload, personas }: DeliveryQuery, from: string): Delivery {
  const { aggregate } = config.representation as { aggregate: string }
  const area = `i.${quoteName(aggregate)}`
  if (!identity.some(({ expression }) => expression === area)) {
    throw new CustomerError(
      'VALIDATION_FAILED',
      `representation.aggregate: no dataset says the ${aggregate} of its people`,
    )
  }
  const counts = payload.flatMap((column): Counted[] => {
    const { machine_name, human_name, kind, place, expression } = column
    const count = (machine: string, human: string, test: string, aggregation_criteria: string): Counted => ({
      ...column,
      machine_name: `${machine}_count`,
      human_name: `${human}_count`,
      expression: `count(*) FILTER (WHERE ${test})`,
      told: { scope_col: machine_name, aggregation: 'countif', aggregation_criteria },
    })
    if (kind === 'is_member') return [count(machine_name, human_name, expression, 'true')]
    if (kind !== 'persona_id') return []
    const set = personas[place ?? 0] ?? []
    const labels = distinctLabels(set.map(({ name }) => slugOfColumn(name)))
    return set.map(({ id }, i) =>
      count(
        `${machine_name}_${id.replaceAll('-', '_')}`,
        `${human_name.replace(/persona_id$/, 'persona_name')}_${labels[i]}`,
        `${expression} = ${quoteText(id)}`,
        id,
      ),
    )
  })
  const plain = (name: string, expression: string, told: Counted['told']): Counted => ({
    ...{ machine_name: name, human_name: name, expression, kind: 'identity', told },
  })
  const columns = structured(
    [
      plain(aggregate, area, { scope_col: aggregate }),
      plain('people', 'count(*)', { scope_col: 'people', aggregation: 'count' }),
      ...counts,
    ],
    config,
  )
  const select = columns.map((one) => `${one.expression} AS ${quoteName(one.output_col)}`).join(', ')
  return {
    sql: `SELECT ${select} ${from} AND ${area} IS NOT NULL GROUP BY ${area} ORDER BY ${area}`,
    structure: columns.map(({ told, output_col }) => ({ ...told, output_col })),
  }
}

/** A column of areas, and the facts about it that a target shows. */
type Counted = OutputColumn & { told: Omit<StructureColumn, 'output_col'> }

/** Two personas of names that differ in signs only are numbered. */
const distinctLabels = (labels: readonly string[]): string[] =>
  labels.map((label, i) => {
    const before = labels.slice(0, i).filter((other) => other === label).length
    return before ? `${label}_${before + 1}` : label
  })
