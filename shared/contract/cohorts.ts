import * as z from 'zod'
import { Column, Count, envelope, LakeName, Name, operators, Reference, Time } from './fields.ts'
import { operations } from './operation.ts'
import { forceUpdateOperation, resourceOperations } from './resource-operations.ts'

const Recency = z.strictObject({
  occurrence: z.enum(['first', 'last']),
  min_days: z.number().min(0).optional(),
  max_days: z.number().min(0).optional(),
})

const PlaceCondition = z.strictObject({
  place_id: Reference.describe('postcode:05401, state:VT or city:Burlington'),
  distance: z.literal(0, { error: 'must be 0: addresses have no coordinates' }).optional(),
  invert: z.boolean().optional(),
})

/** Who is in a cohort: people by their events in one stream, and by their traits. */
export const CohortConfig = z.strictObject({
  name: Name.optional(),
  stream_name: LakeName.optional(),
  min_count: Count.optional(),
  max_count: Count.optional(),
  min_value: z.number().optional(),
  max_value: z.number().optional(),
  recency: Recency.optional(),
  stream_conditions: z
    .array(z.strictObject({ property: Column, ...operators }))
    .max(50)
    .optional(),
  traits: z
    .array(z.strictObject({ name: LakeName, ...operators }))
    .max(50)
    .optional(),
  place_conditions: z.array(PlaceCondition).max(50).optional(),
  explore: z.boolean().optional(),
})
export type CohortConfig = z.output<typeof CohortConfig>

export const Cohort = z.object({
  ...envelope,
  ...CohortConfig.shape,
  name: Name,
  population_count: Count.optional(),
})

const Membership = z.array(z.object({ date: Time, count: Count }))

export const cohortOperations = operations({
  ...resourceOperations('cohorts', CohortConfig, Cohort),
  ...forceUpdateOperation('cohorts', Cohort),
  membership: {
    method: 'GET',
    path: '/v1/cohorts/{id}/analysis/membership',
    summary: 'How many people were members, by day, week and month',
    response: z.object({ days: Membership, weeks: Membership, months: Membership }),
    status: 200,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
})
