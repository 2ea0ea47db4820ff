import * as z from 'zod'
import { Count, envelope, Name, Reference, Time } from '../../contract/fields.ts'
import { operations } from '../../contract/operation.ts'
import { buildOperations, resourceOperations } from '../../contract/resource-operations.ts'
import { cohortRule } from '../../engines/conditions/config.ts'

/** Who is in a cohort: people by their events in one stream, and by their traits. */
export const CohortConfig = z.strictObject({
  name: Name.optional(),
  ...cohortRule,
  explore: z.boolean().optional(),
})
export type CohortConfig = z.output<typeof CohortConfig>

const Membership = z.array(z.object({ date: Time, count: Count }))

export const Cohort = z.object({
  ...envelope,
  ...CohortConfig.shape,
  name: Name,
  population_count: Count.optional(),
  recent_months: Membership.optional().describe('How many were members at the end of each of the last twelve months'),
  name_note: z.string().optional().describe('That other cohorts have the same name'),
  as_of: Time.optional().describe('The moment that it was counted as of'),
  data_up_to: Time.optional().describe('The newest event that was there'),
})

export const cohortOperations = operations({
  ...resourceOperations('cohorts', CohortConfig, Cohort),
  ...buildOperations('cohorts', Cohort),
})

const Sampled = z
  .literal(true)
  .optional()
  .describe('There are so many people that some of their shards were counted for all')

/** This and the next are apart, because their function carries the engine that reads the lake. */
export const cohortMembershipOperations = operations({
  membership: {
    method: 'GET',
    path: '/v1/cohorts/{id}/analysis/membership',
    summary: 'How many people were members, by day, week and month, or became one',
    query: z.strictObject({
      mode: z
        .enum(['cumulative', 'qualifying'])
        .optional()
        .describe(
          'cumulative (default): who was a member at the end of the period; qualifying: who became one in it, also again',
        ),
    }),
    response: z.object({ days: Membership, weeks: Membership, months: Membership, sampled: Sampled }),
    status: 200,
    errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'CONFLICT'],
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
  months: z
    .array(
      z.object({
        date: Time,
        personas: z.array(z.object({ persona_id: z.string(), count: Count })),
        unassigned_count: Count,
      }),
    )
    .optional()
    .describe('Of over=month: who was a member at the end of each month, by the persona that each has today'),
  sampled: Sampled,
})

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
      over: z.literal('month').optional().describe('Also by month, the last five years'),
    }),
    response: z.array(PersonaMakeUp),
    status: 200,
    errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'CONFLICT'],
  },
  preview: {
    method: 'POST',
    path: '/v1/cohorts/preview',
    role: 'viewer',
    summary: 'How many people a cohort would have, and of which personas, before there is one',
    body: CohortConfig.extend({
      persona_set_id: Reference.optional().describe('Counts the personas of this set, too'),
    }),
    response: z.object({
      people: Count,
      of: Count.describe('All people of the account'),
      as_of: Time.describe('The moment that it was counted as of'),
      personas: z.array(CountedPersona).optional(),
      unassigned_count: Count.optional(),
      sampled: Sampled,
    }),
    status: 200,
    errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'CONFLICT', 'PAYLOAD_TOO_LARGE'],
  },
})
