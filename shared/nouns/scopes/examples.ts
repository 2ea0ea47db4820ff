import type { Examples } from '../../contract/with-examples.ts'
import { buildExamples, envelope, id, monday, personaSetName, usualOperations } from '../example-shop.ts'

const scope = {
  name: 'Customers',
  preview: true,
  population: { cohort_ids: [id.cohorts] },
  payload: { persona_set_ids: [id.persona_sets], cohort_ids: [id.cohorts] },
}
const wholeScope = {
  name: 'Customers and their size',
  preview: false,
  population: { cohort_ids: [id.cohorts], exclusion_cohort_ids: [] },
  payload: {
    persona_set_ids: [id.persona_sets],
    cohort_ids: [id.cohorts],
    attributes: ['size', 'orders_count', 'orders_value', 'orders_first', 'orders_last'],
    outcome_ids: [],
    recommender_ids: [],
    explainability: true,
  },
}

export const examples: Partial<Examples> = {
  ids: { scopes: id.scopes },
  components: {
    ScopeConfig: [scope, wholeScope],
    Scope: [
      {
        ...envelope('scopes'),
        ...scope,
        as_of: monday,
        data_up_to: '2024-05-27T12:00:00.000Z',
        population_count: 100,
        columns: {
          identity_columns: ['email'],
          payload_columns: [{ name: 'persona', human_name: personaSetName }],
          columns_for_mode: {},
        },
      },
    ],
  },
  operations: {
    ...usualOperations('scopes', 'All customers'),
    ...buildExamples('scopes'),
    'scopes.previewPopulation': {
      body: { population: wholeScope.population },
      response: {
        people: 100,
        excluded: 0,
        cohorts: [{ cohort_id: id.cohorts, name: 'Customers', people: 100, also_in_others: 0 }],
      },
    },
  },
  fields: { 'exclusion_cohort_ids[]': [id.cohorts] },
}
