import type { CohortColumns, Written } from '../../../engines/conditions/config.ts'
import { cohortSql } from '../../../engines/conditions/sql/cohort-sql.ts'
import { quoteName, quoteText } from '../../../engines/sql/quote.ts'
import { inPredictions } from '../../../lake/columns.ts'
import { CustomerError } from '../../../model/errors.ts'
import type { ScopeConfig } from '../../scopes/contract.ts'
import type { TargetConfig } from '../contract.ts'
import type { ShownNames } from './columns.ts'

/** The WHERE condition of a target's filter over prediction rows `p`, with what must be bound. */
export function filterSql(
  filter: TargetConfig['filter'],
  payload: ScopeConfig['payload'],
  {
    traits,
    written,
    personas,
  }: { traits: CohortColumns['traits']; written: Record<string, Written>; personas: ShownNames['personas'] },
): { sql: string; params: (string | number | boolean)[] } {
  const tests: string[] = []
  const place = (noun: string, ids: string[] | undefined, id: string) => {
    const at = (ids ?? []).indexOf(id)
    if (at < 0) throw new CustomerError('VALIDATION_FAILED', `filter: ${noun} "${id}" is not in the scope's payload`)
    return at
  }
  for (const { persona_set_id, persona_id, _eq } of filter?.persona ?? []) {
    const column = quoteName(inPredictions.persona(place('persona set', payload.persona_set_ids, persona_set_id)))
    const there = personas[persona_set_id] ?? {}
    // A fit may retire a persona: a file without anybody would not say so.
    if (_eq && !(persona_id in there)) {
      const known = Object.entries(there).map(([id, name]) => `"${id}" (${name})`)
      throw new CustomerError(
        'VALIDATION_FAILED',
        `filter: persona not found: "${persona_id}", its set has: ${known.join(', ')}`,
      )
    }
    tests.push(`(p.${column} IS NOT DISTINCT FROM ${quoteText(persona_id)}) = ${_eq}`)
  }
  for (const { cohort_id, _eq } of filter?.cohort_membership ?? []) {
    tests.push(`p.${quoteName(inPredictions.member(place('cohort', payload.cohort_ids, cohort_id)))} = ${_eq}`)
  }
  if (!filter?.trait?.length) return { sql: tests.join(' AND ') || 'TRUE', params: [] }
  // A filter on traits means what the same conditions mean in a cohort.
  const columns = { stream: {}, traits, written: { stream: {}, traits: written } }
  const query = { relations: { people: 'people', traits: 'traits' }, columns, asOf: 0 }
  const { sql, params } = cohortSql({ traits: filter.trait }, query)
  return { sql: [...tests, `p.person_id IN (${sql})`].join(' AND '), params }
}
