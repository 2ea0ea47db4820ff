import * as z from 'zod'
import { Count, envelope, Name, Reference, Time } from '../../contract/fields.ts'
import { operations } from '../../contract/operation.ts'
import { forceUpdateOperation, resourceOperations } from '../../contract/resource-operations.ts'
import { cohortRule } from '../../engines/conditions/config.ts'

/** Who is in a cohort: people by their events in one stream, and by their traits. */
export const CohortConfig = z.strictObject({
  name: Name.optional(),
  ...cohortRule,
  explore: z.boolean().optional(),
})
export type CohortConfig = z.output<typeof CohortConfig>

export const Cohort = z.object({
  ...envelope,
  ...CohortConfig.shape,
  name: Name,
  population_count: Count.optional(),
  name_note: z.string().optional().describe('That other cohorts have the same name'),
  as_of: Time.optional().describe('The moment that it was counted as of'),
  data_up_to: Time.optional().describe('The newest event that was there'),
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

const CountedPersona = z.object({
  persona_id: z.string(),
  name: Name,
  count: Count,
  share: z.number().describe('Of the cohort’s members, 0 to 1'),
})

const PersonaMakeUp = z.object({
  persona_set_id: z.string(),
  persona_set_name: Name,
  personas: z.array(CountedPersona),
  unassigned_count: Count.describe('Members who have no persona of this set'),
  sampled: z.literal(true).optional().describe('The cohort is so large that some of its shards were counted for all'),
})

/** Apart, because its function carries the engine that reads the lake. */
export const cohortPersonasOperations = operations({
  personas: {
    method: 'GET',
    path: '/v1/cohorts/{id}/analysis/personas',
    summary: 'How many members each persona has, for every persona set that is ready',
    query: z.strictObject({
      persona_set_ids: z
        .array(Reference)
        .max(50, { error: 'must have at most 50 ids' })
        .optional()
        .describe('`?persona_set_ids=a,b`'),
    }),
    response: z.array(PersonaMakeUp),
    status: 200,
    errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'CONFLICT'],
  },
})
