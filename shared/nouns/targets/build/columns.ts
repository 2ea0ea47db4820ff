import { quoteName } from '../../../engines/sql/quote.ts'
import { inPredictions } from '../../../lake/columns.ts'
import type { Nouns } from '../../../verbs/noun.ts'
import { nameOfIdSql } from '../../persona_sets/persona-columns.ts'
import type { ScopeConfig } from '../../scopes/contract.ts'
import { type PayloadColumn, payloadColumns } from '../../scopes/payload-columns.ts'

/** One column of a delivered file. `expression` reads from the prediction row `p` and the person's row `i`. */
export interface OutputColumn {
  /** With the resource's id, which never changes. */
  machine_name: string
  /** With a slug of the resource's name, for people. */
  human_name: string
  expression: string
  kind: 'identity' | PayloadColumn['kind']
  /** Of a payload's column: the place of its persona set, cohort or trait there. */
  place?: number
}

/** Names that the delivered file shows, as they are now. */
export interface ShownNames {
  /** Persona set or cohort id → its name. */
  resources: Record<string, string>
  /** Persona set id → persona id → name. */
  personas: Record<string, Record<string, string>>
}

/** The columns that a scope's payload gives, each with how it is read from a prediction row. */
export function deliveredColumns(
  nouns: Nouns,
  payload: ScopeConfig['payload'],
  names: ShownNames,
  explain: boolean,
): OutputColumn[] {
  return payloadColumns(nouns, payload, (id) => names.resources[id], explain).map(
    ({ name, human_name, kind, place }) => ({
      machine_name: name,
      human_name,
      expression: expressionOf({ kind, place }, payload, names),
      kind,
      place,
    }),
  )
}

function expressionOf(
  { kind, place }: Pick<PayloadColumn, 'kind' | 'place'>,
  payload: ScopeConfig['payload'],
  names: ShownNames,
): string {
  const read = (column: string) => `p.${quoteName(column)}`
  const nameOf = (column: string) =>
    nameOfIdSql(names.personas[payload.persona_set_ids?.[place] ?? ''] ?? {}, read(column))
  switch (kind) {
    case 'persona_id':
      return read(inPredictions.persona(place))
    case 'persona_name':
      return nameOf(inPredictions.persona(place))
    case 'decided_by':
      return read(inPredictions.decided(place))
    case 'runner_up_name':
      return nameOf(inPredictions.runnerUp(place))
    case 'margin':
      return `round(${read(inPredictions.margin(place))}, 4)`
    case 'is_member':
      return read(inPredictions.member(place))
    case 'attribute':
      return read(inPredictions.attribute(payload.attributes?.[place] ?? ''))
  }
}
