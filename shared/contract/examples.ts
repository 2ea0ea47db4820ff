import type { Examples } from './with-examples.ts'

/** Examples of what several nouns take from the contract: errors, the fields of all resources, conditions. */
export const examples: Partial<Examples> = {
  components: {
    Error: [
      {
        error: 'VALIDATION_FAILED',
        id: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e99',
        note: 'unknown field: "stream_nam" (did you mean "stream_name"?)',
        validationErrors: [
          {
            message: 'unknown field: "stream_nam" (did you mean "stream_name"?)',
            path: 'stream_nam',
            suggestion: 'stream_name',
            context: { errorType: 'unknown_field' },
          },
        ],
      },
      {
        error: 'CONFLICT',
        id: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e98',
        note: 'cohort "Customers" is in use by persona set "Customers personas" (6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e06)',
        context: {
          users: [
            {
              resource_type: 'persona_sets',
              id: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e06',
              name: 'Customers personas',
            },
          ],
        },
      },
    ],
  },
  fields: {
    'Idempotency-Key': ['orders-2024-06-03'],
    archived_at: ['2024-06-03T06:02:00.000Z'],
    status_error: ['column not found: "emial" (did you mean "email"?)'],
    status_note: ['waits for a file in "orders"'],
    stale: [true],
    progress: [{ share: 0.45, step: 2, steps: 5, doing: 'reading files' }],
    cascade_to: [['targets']],
    _eq: ['mug'],
    _neq: ['sample'],
    _gt: [10],
    _gte: [10],
    _lt: [500],
    _lte: [500],
    _null: [true],
    _nnull: [true],
    _in: [['mug', 'lamp']],
    _nin: [['sample']],
    _matches: ['^mug'],
    optional: [true],
  },
}
