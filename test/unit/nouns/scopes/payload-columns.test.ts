import { expect, test } from 'vitest'
import { nouns } from '../../../../shared/nouns/nouns.ts'
import { payloadColumns } from '../../../../shared/nouns/scopes/payload-columns.ts'

const names: Record<string, string> = { 'a-1': 'Élégant & fast, 2024', 'b-2': '***' }
const columns = (explain: boolean) =>
  payloadColumns(
    nouns,
    { persona_set_ids: ['a-1'], cohort_ids: ['b-2', 'c-3'], attributes: ['age'] },
    (id) => names[id],
    explain,
  ).map(({ name, human_name, place }) => [name, human_name, place])

test('with the id, which never changes, and with a name that people read', () => {
  expect(columns(false)).toEqual([
    ['fdy_persona_set_a_1_persona_id', 'fdy_persona_set_elegant_fast_2024_persona_id', 0],
    ['fdy_persona_set_a_1_persona_name', 'fdy_persona_set_elegant_fast_2024_persona_name', 0],
    ['fdy_cohort_b_2_is_member', 'fdy_cohort_unnamed_is_member', 0],
    ['fdy_cohort_c_3_is_member', 'fdy_cohort_c_3_is_member', 1],
    ['age', 'age', 0],
  ])
})

test('explained, each persona says what decided', () => {
  expect(columns(true).map(([, human]) => human)).toEqual([
    'fdy_persona_set_elegant_fast_2024_persona_id',
    'fdy_persona_set_elegant_fast_2024_persona_name',
    'fdy_persona_set_elegant_fast_2024_decided_by',
    'fdy_persona_set_elegant_fast_2024_runner_up_name',
    'fdy_persona_set_elegant_fast_2024_margin',
    'fdy_cohort_unnamed_is_member',
    'fdy_cohort_c_3_is_member',
    'age',
  ])
})
