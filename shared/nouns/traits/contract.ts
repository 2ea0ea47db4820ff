import * as z from 'zod'
import { Count, envelope, LakeName, Reference, Scalar } from '../../contract/fields.ts'
import { operations, patchOf } from '../../contract/operation.ts'
import { readOperations } from '../../contract/resource-operations.ts'

/** The settings of a trait that people may add to those of its datasets. */
export const TraitConfig = z.strictObject({
  literate: z.string().max(200).optional(),
  description: z.string().max(5000).optional(),
  category: z.string().max(100).optional(),
  statistical_type: z.enum(['categorical', 'multicategorical', 'ordinal', 'nominal']).optional(),
  unit: z.string().max(100).optional(),
  lookup_table: z.record(z.string().max(300), Scalar).optional().describe('Value → how reports show it'),
})
/** A trait as it is stored; its name is its datasets' to say. */
export const NamedTrait = TraitConfig.extend({ name: LakeName.describe('As it is: a dataset gives it') })
export type TraitConfig = z.output<typeof TraitConfig>

export const Trait = z.object({
  ...envelope,
  ...TraitConfig.shape,
  name: z.string().describe('Of a computed trait also with a value behind a colon: orders_share_product:mug'),
  type: z.enum(['boolean', 'long', 'double', 'string', 'date']).optional(),
  known_count: Count.optional(),
  distinct_count: Count.optional(),
  stream_name: LakeName.optional().describe('Of a computed trait: the stream that it is measured on'),
  source_ids: z.array(z.string()).optional().describe('Sources whose events fill it'),
  emitted_by_datasets: z.array(
    z.object({
      dataset_id: z.string(),
      column_name: z.string(),
      transformation_table: z.record(z.string(), Scalar).optional(),
    }),
  ),
})

const Spread = z.object({
  cohort_id: z.string(),
  name: z.string(),
  people: Count,
  known_count: Count,
  quartiles: z
    .object({ low: z.number(), median: z.number(), high: z.number() })
    .nullable()
    .describe('Of numbers, and of dates in days since 1970'),
  bins: z.array(z.object({ label: z.string(), count: Count, share: z.number().describe('Of those who are known') })),
})

/** Apart, because its function carries the engine that reads the lake. */
export const traitAnalysisOperations = operations({
  analysis: {
    method: 'GET',
    path: '/v1/traits/{id}/analysis',
    summary: 'How a trait is spread in some cohorts, in the same bins',
    query: z.strictObject({ cohort_ids: z.array(Reference).min(1).max(6).describe('`?cohort_ids=a,b`') }),
    response: z.object({
      trait_name: z.string(),
      kind: z.enum(['number', 'date', 'category', 'boolean']),
      cohorts: z.array(Spread).describe('In the order asked for'),
      sampled: z.literal(true).optional(),
    }),
    status: 200,
    errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'CONFLICT'],
  },
})

export const traitOperations = operations({
  ...readOperations('traits', Trait),
  patch: {
    method: 'PATCH',
    path: '/v1/traits/{id}',
    summary: 'Change what a trait is called and how it is understood',
    body: patchOf(NamedTrait),
    patches: NamedTrait,
    response: Trait,
    status: 200,
    errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'CONFLICT'],
  },
})
