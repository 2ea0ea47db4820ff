import { quoteName, quoteText } from '../../lake/quote.ts'
import type { ScopeConfig } from '../predict/prepare.ts'
import { predictionColumns } from '../predict/shard.ts'

/** One column of a delivered file. `expression` reads from the prediction row `p` and the person's row `i`. */
export interface OutputColumn {
  /** With the resource's id, which never changes. */
  machine_name: string
  /** With a slug of the resource's name, for people. */
  human_name: string
  expression: string
  kind: 'identity' | 'persona_id' | 'persona_name' | 'member' | 'explanation' | 'attribute'
  /** Of a persona column: the persona set's place in the payload. */
  set?: number
}

/** Names that the delivered file shows, as they are now. */
export interface ShownNames {
  /** Persona set or cohort id → its name. */
  resources: Record<string, string>
  /** Persona set id → persona id → name. */
  personas: Record<string, Record<string, string>>
}

/** Clear identity columns of people.parquet → the identity set keys by which customers know them. */
const identityNames: Record<string, string> = {
  first_name: 'person_first_name',
  last_name: 'person_last_name',
  street: 'house_number_and_street',
}

/** `Loyal customers, 2024` → `loyal_customers_2024`. */
export const slug = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '') || 'unnamed'

const underscored = (id: string) => id.replaceAll('-', '_')

/** The identity columns that the account's people have. External ids keep the name of their type. */
export function identityColumns(columns: string[]): OutputColumn[] {
  const known = [
    'email',
    'phone',
    'first_name',
    'last_name',
    'street',
    'city',
    'state',
    'postcode',
    'user_id',
    'anonymous_id',
    'email_hash',
  ]
  const external = columns.filter((column) => column.startsWith('x_')).sort()
  return [...known.filter((column) => columns.includes(column)), ...external].map((column) => {
    const name = column.startsWith('x_') ? column.slice(2) : (identityNames[column] ?? column)
    return { machine_name: name, human_name: name, expression: `i.${quoteName(column)}`, kind: 'identity' }
  })
}

/** The columns that a scope's payload asks for. */
export function payloadColumns(payload: ScopeConfig['payload'], names: ShownNames, explain: boolean): OutputColumn[] {
  const columns: OutputColumn[] = []
  for (const [set, id] of (payload.persona_set_ids ?? []).entries()) {
    const add = (suffix: string, expression: string, kind: OutputColumn['kind']) =>
      columns.push({
        machine_name: `fdy_persona_set_${underscored(id)}_${suffix}`,
        human_name: `fdy_persona_set_${slug(names.resources[id] ?? id)}_${suffix}`,
        expression,
        kind,
        set,
      })
    const nameOf = (column: string) => {
      const entries = Object.entries(names.personas[id] ?? {})
      if (!entries.length) return 'NULL'
      const keys = entries.map(([persona]) => quoteText(persona)).join(', ')
      const values = entries.map(([, name]) => quoteText(name)).join(', ')
      return `map_extract_value(MAP([${keys}], [${values}]), p.${quoteName(column)})`
    }
    add('persona_id', `p.${quoteName(predictionColumns.persona(set))}`, 'persona_id')
    add('persona_name', nameOf(predictionColumns.persona(set)), 'persona_name')
    if (explain) {
      add('decided_by', `p.${quoteName(predictionColumns.decided(set))}`, 'explanation')
      add('runner_up_name', nameOf(predictionColumns.runnerUp(set)), 'explanation')
      add('margin', `round(p.${quoteName(predictionColumns.margin(set))}, 4)`, 'explanation')
    }
  }
  for (const [cohort, id] of (payload.cohort_ids ?? []).entries()) {
    columns.push({
      machine_name: `fdy_cohort_${underscored(id)}_is_member`,
      human_name: `fdy_cohort_${slug(names.resources[id] ?? id)}_is_member`,
      expression: `p.${quoteName(predictionColumns.member(cohort))}`,
      kind: 'member',
    })
  }
  for (const trait of payload.attributes ?? []) {
    columns.push({
      machine_name: trait,
      human_name: trait,
      expression: `p.${quoteName(predictionColumns.attribute(trait))}`,
      kind: 'attribute',
    })
  }
  return columns
}
