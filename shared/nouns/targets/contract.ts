import * as z from 'zod'
import { connectionOptions } from '../../connections/kinds.ts'
import { Column, Count, envelope, LakeName, Name, operators, Reference, Time } from '../../contract/fields.ts'
import { operations } from '../../contract/operation.ts'
import { buildOperations, resourceOperations } from '../../contract/resource-operations.ts'
import { related } from '../scopes/contract.ts'

const preset = z.literal('default', { error: 'must be "default"' }).optional()

const Representation = z.discriminatedUnion(
  'mode',
  [
    z.strictObject({
      mode: z.literal('identified'),
      aggregate: z.literal('person', { error: 'must be "person": rows are people, not households' }).default('person'),
      transform_preset: preset,
    }),
    z.strictObject({
      mode: z.literal('referenced'),
      reference: z.strictObject({ dataset_id: Reference, column_name: Column }),
      per: z
        .enum(['person', 'reference'], { error: 'must be "person" or "reference"' })
        .optional()
        .describe(
          'One row per person, with the first of their references in the order of texts (the default); or one per reference that a person has',
        ),
      transform_preset: preset,
    }),
    z
      .strictObject({ mode: z.literal('hashed'), transform_preset: preset })
      .describe(
        'Identities as SHA-256 of their plain spelling: e-mail in small letters without its plus part, phone as E.164, names and places in small letters with single spaces. Without attributes',
      ),
    z.strictObject({
      mode: z.literal('aggregated'),
      aggregate: z.enum(['postcode', 'city', 'state']),
      include_geometry: z.literal(false, { error: 'must be false: there are no maps' }).optional(),
      transform_preset: preset,
    }),
  ],
  { error: 'must be "identified", "referenced", "hashed" or "aggregated"' },
)

const { optional: _optional, ...comparisons } = operators

const Filter = z.strictObject({
  persona: z
    .array(z.strictObject({ persona_set_id: Reference, persona_id: Reference, _eq: z.boolean() }))
    .max(50)
    .optional(),
  cohort_membership: z
    .array(z.strictObject({ cohort_id: Reference, _eq: z.boolean() }))
    .max(50)
    .optional(),
  trait: z
    .array(z.strictObject({ name: LakeName, ...comparisons }))
    .max(50)
    .optional(),
})

const Limit = z.strictObject({
  method: z.literal('row_count', { error: 'must be "row_count": there are no outcomes to rank by' }),
  threshold: z.int().min(1),
})

const Structure = z.strictObject({
  scope_col: Column,
  output_col: Column,
  is_identity_col: z.boolean().optional(),
})

/** Where the rows of a scope go, and in which form. */
export const TargetConfig = z.strictObject({
  name: Name.optional(),
  scope_id: Reference,
  options: connectionOptions,
  representation: Representation.default({ mode: 'identified', aggregate: 'person' }),
  filter: Filter.optional(),
  limit: Limit.optional(),
  human_readable: z.boolean().optional(),
  explain: z
    .boolean()
    .optional()
    .describe('Adds what decided, and how near the second persona was; left out, the scope’s explainability counts'),
  custom_structure: z.array(Structure).min(1).max(200).optional(),
  split_by_persona: z
    .strictObject({ persona_set_id: Reference })
    .optional()
    .describe('Beside the file of all rows one file for each persona of this set, which the payload must have'),
})
export type TargetConfig = z.output<typeof TargetConfig>

export const Target = z.object({
  ...envelope,
  ...TargetConfig.shape,
  name: Name,
  preview: z.boolean().describe('The file holds the first people of its scope only, which is a preview'),
  preview_of: Count.optional().describe('Of a preview: the rows that the file would have if it held everybody'),
  row_count: Count.optional(),
  bytes: Count.optional(),
  files: z
    .array(
      z.object({
        persona_id: z.string().describe('`none`: of people whom the set gives no persona; only where there are any'),
        persona_name: z.string().optional(),
        row_count: Count,
        bytes: Count,
        output_url: z.string(),
      }),
    )
    .optional()
    .describe('Of a target that is split by persona: each row of the file stands in one of these'),
  as_of: Time.optional().describe('The moment that it was counted as of'),
  data_up_to: Time.optional().describe('The newest event that was there'),
  final_structure: z
    .array(
      z.object({
        scope_col: z.string(),
        output_col: z.string(),
        is_identity_col: z.boolean().optional(),
        aggregation: z.enum(['count', 'countif']).optional(),
        aggregation_criteria: z.string().optional(),
      }),
    )
    .optional()
    .describe('The columns of the file, once it is there'),
})

export const targetOperations = operations({
  ...resourceOperations('targets', TargetConfig, Target),
  ...buildOperations('targets', Target),
  download: {
    method: 'GET',
    path: '/v1/targets/{id}/download.csv',
    summary: 'The rows; above 4 MB a redirect to where the file lies',
    query: z.strictObject({
      persona_id: Reference.optional().describe('Of a target that is split by persona: the file of one, or `none`'),
    }),
    response: { mediaType: 'text/csv; charset=utf-8' },
    status: 200,
    errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'CONFLICT'],
  },
  preview: {
    method: 'POST',
    path: '/v1/targets/{id}/preview',
    role: 'viewer',
    summary:
      'The first 1,000 rows, as a table or (Accept: text/csv) as CSV; says so where the file itself is a preview',
    response: z.object({
      message: z.string(),
      target_id: z.string(),
      headers: z.array(z.string()),
      rows: z.array(z.array(z.string())),
    }),
    status: 200,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
})

/** Apart, because a scope's contract does not know targets. */
export const scopeTargetsOperations = operations({ targets: related('targets', 'The targets', Target) })
