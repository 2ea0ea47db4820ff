import type { Examples } from '../../contract/with-examples.ts'
import { buildExamples, envelope, id, monday, often, usualOperations, whoIsWho } from '../example-shop.ts'

const target = {
  name: 'Who is who',
  scope_id: id.scopes,
  options: { type: 'hosted_csv' },
  representation: { mode: 'identified', aggregate: 'person' },
}
const filtered = {
  ...target,
  name: 'Who orders often',
  options: { type: 'hosted_csv', delimiter: ',', quote_all: false, gzip: false, bom: true },
  filter: {
    cohort_membership: [{ cohort_id: id.cohorts, _eq: true }],
    persona: [{ persona_set_id: id.persona_sets, persona_id: often.id, _eq: true }],
    trait: [{ name: 'size', _eq: 'small' }],
  },
  limit: { method: 'row_count', threshold: 1000 },
  human_readable: true,
  explain: true,
}
const split = { ...target, name: 'Who is who by persona', split_by_persona: { persona_set_id: id.persona_sets } }
const byReference = {
  ...target,
  name: 'Who is who by order',
  representation: {
    mode: 'referenced',
    reference: { dataset_id: id.datasets, column_name: 'order_no' },
    per: 'reference',
  },
}
const hashed = { ...target, name: 'Who is who, hashed', representation: { mode: 'hashed' } }
const byState = {
  ...target,
  name: 'Personas by state',
  representation: { mode: 'aggregated', aggregate: 'state', include_geometry: false },
}

export const examples: Partial<Examples> = {
  ids: { targets: id.targets },
  components: {
    TargetConfig: [target, filtered, split, byReference, hashed, byState],
    Target: [
      {
        ...envelope('targets'),
        ...target,
        options: { type: 'hosted_csv', output_url: `https://api.example.com/v1/targets/${id.targets}/download.csv` },
        preview: true,
        preview_of: 1841,
        as_of: monday,
        data_up_to: '2024-05-27T12:00:00.000Z',
        row_count: 100,
        bytes: 4096,
        files: [
          {
            persona_id: often.id,
            persona_name: often.name,
            row_count: 60,
            bytes: 2458,
            output_url: `https://api.example.com/v1/targets/${id.targets}/download.csv?persona_id=${often.id}`,
          },
        ],
        final_structure: [{ scope_col: 'email', output_col: 'email', is_identity_col: true }],
      },
    ],
  },
  operations: {
    ...usualOperations('targets', 'Who is who in the shop'),
    ...buildExamples('targets'),
    'targets.download': { response: whoIsWho },
    'targets.preview': {
      response: {
        message: 'The first 1 of 100 rows of a preview; the file of everybody would have 1841',
        target_id: id.targets,
        headers: ['email', 'persona'],
        rows: [['person-1@example.com', often.name]],
      },
    },
  },
  fields: {
    custom_structure: [[{ scope_col: 'email', output_col: 'E-mail', is_identity_col: true }]],
    output_url: [`https://api.example.com/v1/targets/${id.targets}/download.csv`],
    aggregation: ['count'],
    aggregation_criteria: [often.name],
  },
}
