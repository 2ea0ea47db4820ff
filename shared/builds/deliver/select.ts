import { CustomerError } from '../../errors.ts'
import { quoteName, quoteText } from '../../lake/quote.ts'
import type { OutputColumn } from './columns.ts'
import type { TargetConfig } from './target-config.ts'

export interface DeliveryQuery {
  config: TargetConfig
  identity: OutputColumn[]
  payload: OutputColumn[]
  /** Persona names by set (its place in the payload), for counts per area. */
  personas: { id: string; name: string }[][]
  where: string
  /** Salt of the random order that hashed rows come in: the same for the same target, unknown from the ids. */
  salt: string
}

/**
 * The statement whose rows are a target's file. Reads `predictions` p, `people` i and `refs`. Throws a CustomerError
 * where the custom structure names a column that the scope does not give.
 */
export function deliverySql(query: DeliveryQuery): string {
  const { config, where } = query
  const { representation } = config
  const name = (column: OutputColumn) => quoteName(config.human_readable ? column.human_name : column.machine_name)
  const from = `FROM predictions p LEFT JOIN people i USING (person_id)`
  if (representation.mode === 'aggregated') return aggregateSql(query, `${from} WHERE ${where}`)

  if (representation.mode === 'referenced') {
    const { dataset_id, column_name } = representation.reference
    const key: OutputColumn = {
      machine_name: column_name,
      human_name: column_name,
      expression: 'r.value',
      kind: 'identity',
    }
    const columns = structured([key, ...query.payload], config)
    return `SELECT ${columns.map((one) => `${one.expression} AS ${name(one)}`).join(', ')} ${from}
      JOIN (SELECT person_id, min(value) AS value FROM refs WHERE dataset_id = ${quoteText(dataset_id)}
        AND column_name = ${quoteText(column_name)} GROUP BY person_id) r USING (person_id)
      WHERE ${where} ORDER BY r.value, p.person_id`
  }
  const hashed = representation.mode === 'hashed'
  const identity = query.identity.map((column) =>
    hashed ? { ...column, expression: `sha256(lower(CAST(${column.expression} AS VARCHAR)))` } : column,
  )
  const columns = structured([...identity, ...query.payload], config)
  const order = hashed ? `sha256(${quoteText(query.salt)} || CAST(p.person_id AS VARCHAR))` : 'p.person_id'
  return `SELECT ${columns.map((one) => `${one.expression} AS ${name(one)}`).join(', ')} ${from} WHERE ${where} ORDER BY ${order}`
}

/** The columns that the custom structure names, in its order and under its names; all of them without one. */
function structured(columns: OutputColumn[], config: TargetConfig): OutputColumn[] {
  if (!config.custom_structure?.length) return columns
  return config.custom_structure.map(({ scope_col, output_col }) => {
    const found = columns.find((one) => one.machine_name === scope_col || one.human_name === scope_col)
    if (!found) {
      const known = columns.map((one) => `"${one.machine_name}"`).join(', ')
      throw new CustomerError(
        'VALIDATION_FAILED',
        `custom_structure: no column "${scope_col}", the scope gives: ${known}`,
      )
    }
    return { ...found, machine_name: output_col, human_name: output_col }
  })
}

/** One row per area: people, and how many of them each persona and cohort has. People without the area are left out. */
function aggregateSql({ config, payload, personas }: DeliveryQuery, from: string): string {
  const representation = config.representation as { aggregate: string }
  const area = quoteName(representation.aggregate)
  const counts = payload.flatMap((column) => {
    const header = config.human_readable ? column.human_name : column.machine_name
    if (column.kind === 'member')
      return [`count(*) FILTER (WHERE ${column.expression}) AS ${quoteName(`${header}_count`)}`]
    if (column.kind !== 'persona_id') return []
    return (personas[column.set ?? 0] ?? []).map(({ id, name }) => {
      const label = config.human_readable ? name : id.replaceAll('-', '_')
      return `count(*) FILTER (WHERE ${column.expression} = ${quoteText(id)}) AS ${quoteName(`${header}_${label}_count`)}`
    })
  })
  return `SELECT i.${area} AS ${area}, count(*) AS people${counts.map((count) => `, ${count}`).join('')} ${from}
    AND i.${area} IS NOT NULL GROUP BY i.${area} ORDER BY i.${area}`
}
