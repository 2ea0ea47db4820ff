import * as z from 'zod'
import { Count, envelope, Name, Reference, Time } from '../../contract/fields.ts'
import { type Operation, operations } from '../../contract/operation.ts'
import { buildOperations, resourceOperations } from '../../contract/resource-operations.ts'
import { Cohort } from '../cohorts/contract.ts'
import { Dataset } from '../datasets/contract.ts'
import { PersonaSet } from '../persona_sets/contract.ts'

const References = z.array(Reference).max(100)

/** A share names a value of the customer's behind its colon: any text. */
const Attribute = z.string().min(1).max(300)

const none = (what: string) =>
  z
    .array(z.string())
    .max(0, { error: `must be empty: this service makes no ${what}` })
    .optional()

/** A statement (payload) about people (population). */
export const ScopeConfig = z.strictObject({
  name: Name.optional(),
  population: z.strictObject({
    cohort_ids: References.min(1, { error: 'must name at least one cohort' }),
    exclusion_cohort_ids: References.optional(),
  }),
  payload: z.strictObject({
    persona_set_ids: References.optional(),
    cohort_ids: References.optional(),
    attributes: z
      .array(Attribute)
      .max(100)
      .optional()
      .describe(
        'Names of traits; `<stream>_count`, `_value` (the sum), `_first` and `_last` of any stream, such as `orders_count`; and what persona sets measure of them, such as `orders_recency_days`, `orders_average_value` or `orders_share_product:Lamp`. A trait keeps its name: where one is called `orders_count`, the count of orders is `orders_count_2`',
      ),
    outcome_ids: none('outcomes'),
    recommender_ids: none('recommendations'),
    explainability: z.boolean().optional().describe('Adds to each persona what decided, to all targets'),
  }),
  preview: z.boolean().default(true).describe('A preview puts out a sample only'),
})
export type ScopeConfig = z.output<typeof ScopeConfig>

export const Scope = z.object({
  ...envelope,
  ...ScopeConfig.shape,
  name: Name,
  population_count: Count.optional(),
  as_of: Time.optional().describe('The moment that it was counted as of'),
  data_up_to: Time.optional().describe('The newest event that was there'),
  columns: z
    .object({
      identity_columns: z.array(z.string()),
      payload_columns: z.array(z.object({ name: z.string(), human_name: z.string() })),
      columns_for_mode: z.object({}),
    })
    .optional(),
})

/** The operation that lists the resources of another noun around a scope. */
export const related = <const Path extends string, Shown extends z.ZodType>(path: Path, what: string, shown: Shown) =>
  ({
    method: 'GET',
    path: `/v1/scopes/{id}/${path}` as const,
    summary: `${what} of a scope`,
    response: z.array(shown),
    status: 200,
    errors: ['NOT_FOUND'],
  }) satisfies Operation

export const scopeOperations = operations({
  ...resourceOperations('scopes', ScopeConfig, Scope),
  ...buildOperations('scopes', Scope),
  datasets: related('datasets', 'The datasets', Dataset),
  payloadCohorts: related('payload/cohorts', 'The cohorts in the payload', Cohort),
  payloadPersonaSets: related('payload/persona_sets', 'The persona sets in the payload', PersonaSet),
  populationCohorts: related('population/cohorts', 'The cohorts in the population', Cohort),
  exclusionCohorts: related('population/exclusion_cohorts', 'The cohorts kept out of the population', Cohort),
})

/** Apart, because its function carries the engine that reads the lake. */
export const populationOperations = operations({
  previewPopulation: {
    method: 'POST',
    path: '/v1/scopes/preview',
    role: 'viewer',
    summary: 'How many people a population has, and how its cohorts overlap, before a scope has it',
    body: z.strictObject({ population: ScopeConfig.shape.population }),
    response: z.object({
      people: Count,
      excluded: Count.describe('Members of its cohorts whom the exclusion keeps out'),
      cohorts: z.array(
        z.object({
          cohort_id: z.string(),
          name: Name,
          people: Count,
          also_in_others: Count.describe('Those of them who are in another cohort of the population, too'),
        }),
      ),
      sampled: z
        .literal(true)
        .optional()
        .describe('There are so many people that some of their shards were counted for all'),
    }),
    status: 200,
    errors: ['VALIDATION_FAILED', 'CONFLICT', 'PAYLOAD_TOO_LARGE'],
  },
})
