import * as z from 'zod'
import { Count, envelope, LakeName, Time } from '../../contract/fields.ts'
import { operations } from '../../contract/operation.ts'
import { readOperations } from '../../contract/resource-operations.ts'

const Property = z.object({
  type: z.enum(['boolean', 'long', 'double', 'string', 'date']).optional(),
  emitted_by_datasets: z.array(z.object({ dataset_id: z.string(), column_name: z.string() })),
})

export const Stream = z.object({
  ...envelope,
  name: LakeName,
  properties: z.record(z.string(), Property),
  source_ids: z.array(z.string()).optional().describe('Sources whose events fill it'),
  event_count: Count.optional(),
  people_count: Count.optional(),
  oldest: Time.optional(),
  newest: Time.optional(),
})

/** Streams are made by datasets and sources. One is addressed by its id or its name. */
export const streamOperations = operations(readOperations('streams', Stream))
