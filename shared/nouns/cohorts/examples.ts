import type { Examples } from '../../contract/with-examples.ts'
import {
  buildExamples,
  counted,
  envelope,
  id,
  monday,
  often,
  personaSetName,
  seldom,
  usualOperations,
} from '../example-shop.ts'

const customers = { name: 'Customers', stream_name: 'orders' }
const regulars = {
  name: 'Regulars',
  stream_name: 'orders',
  min_count: 3,
  max_count: 100,
  min_value: 50,
  max_value: 5000,
  recency: { occurrence: 'last', min_days: 0, max_days: 365 },
  stream_conditions: [{ property: 'product', _in: ['mug', 'lamp'] }],
  traits: [{ name: 'size', _eq: 'small' }],
  place_conditions: [{ place_id: 'postcode:05401', distance: 0, invert: false }],
  explore: false,
}

export const examples: Partial<Examples> = {
  ids: { cohorts: id.cohorts },
  components: {
    CohortConfig: [customers, regulars],
    Cohort: [
      {
        ...envelope('cohorts'),
        ...customers,
        as_of: monday,
        data_up_to: '2024-05-27T12:00:00.000Z',
        population_count: 100,
        recent_months: [{ date: '2024-05-01', count: 100 }],
        name_note: `Another cohort is called "Customers", too (${id.cohorts}): another name would tell them apart.`,
      },
    ],
  },
  operations: {
    ...usualOperations('cohorts', 'All customers'),
    ...buildExamples('cohorts'),
    'cohorts.preview': {
      body: { ...regulars, persona_set_id: id.persona_sets },
      response: {
        people: 40,
        of: 100,
        as_of: '2024-05-27T12:00:00.000Z',
        personas: [
          { persona_id: often.id, name: often.name, count: 38, share: 0.95 },
          { persona_id: seldom.id, name: seldom.name, count: 2, share: 0.05 },
        ],
        unassigned_count: 0,
      },
    },
    'cohorts.membership': { response: { days: counted(100), weeks: counted(100), months: counted(100) } },
    'cohorts.personas': {
      response: [
        {
          persona_set_id: id.persona_sets,
          persona_set_name: personaSetName,
          personas: [
            { persona_id: often.id, name: often.name, count: 60, share: 0.6 },
            { persona_id: seldom.id, name: seldom.name, count: 40, share: 0.4 },
          ],
          unassigned_count: 0,
        },
      ],
    },
  },
  fields: {
    persona_set_ids: [[id.persona_sets]],
    over: ['month'],
    mode: ['qualifying'],
    sampled: [true],
    from: [id.cohorts],
    to: [id.cohorts],
    months: [
      [
        {
          date: '2024-06-01',
          personas: [
            { persona_id: often.id, count: 60 },
            { persona_id: seldom.id, count: 40 },
          ],
          unassigned_count: 0,
        },
      ],
    ],
  },
}
