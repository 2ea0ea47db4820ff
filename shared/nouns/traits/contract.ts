import * as z from 'zod'
import { Count, envelope, LakeName, Scalar } from '../../contract/fields.ts'
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

export const traitOperations = operations({
  ...readOperations('traits', Trait),
  patch: {
    method: 'PATCH',
    path: '/v1/traits/{id}',
    summary: 'Change what a trait is called and how it is understood',
    body: patchOf(TraitConfig),
    patches: TraitConfig,
    response: Trait,
    status: 200,
    errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'CONFLICT'],
  },
})
