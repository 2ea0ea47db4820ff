import * as z from 'zod'
import { Count, Time } from '../../contract/fields.ts'

const bin = { count: Count, percent: z.number(), label: z.string().optional().describe('Of nice bins') }
const Bin = z.discriminatedUnion('data_type', [
  z.object({ data_type: z.literal('boolean'), value: z.boolean().nullish(), ...bin }),
  z.object({ data_type: z.literal('date'), min: z.string().nullish(), max: z.string().nullish(), ...bin }),
  z.object({ data_type: z.literal('number'), min: z.number().nullish(), max: z.number().nullish(), ...bin }),
  z.object({ data_type: z.literal('text'), value: z.string().nullish(), ...bin }),
])

/** Per persona, how each trait is distributed. */
export const DimensionsAnalysis = z.array(
  z.object({
    persona_id: z.string(),
    traits: z.array(
      z.object({
        trait_name: z.string(),
        literate: z.string().optional().describe('As people call it'),
        unit: z.string().nullish(),
        base_count: Count.optional().describe(
          'Of a share: how many things it is the share of, such as all their orders',
        ),
        clustered: z.boolean().optional().describe('It decided who belongs to which persona'),
        salient: z.boolean().optional().describe('It sets this persona apart from the rest of the set'),
        effect: z.number().optional().describe('Cohen’s d or h against the rest of the set'),
        unknown_count: Count.optional(),
        bins: z.array(Bin),
      }),
    ),
  }),
)

const rate = {
  people: Count.describe('Members of the first cohort'),
  converted: Count.describe('Those of them who are members of the second, too'),
  rate: z.number().nullable().describe('converted of people, 0 to 1; null without people'),
  low: z.number().nullable().describe('Wilson’s 95 % interval of the rate'),
  high: z.number().nullable(),
}

/** Which share of one cohort's members another cohort has, too, persona by persona. */
export const ConversionAnalysis = z.object({
  persona_set_id: z.string(),
  from: z.string().describe('The id of the first cohort'),
  to: z.string(),
  total: z.object(rate),
  personas: z.array(
    z.object({
      persona_id: z.string(),
      name: z.string(),
      ...rate,
      stands_out: z
        .enum(['lower', 'higher'])
        .optional()
        .describe('Its interval and that of all other personas together do not meet'),
    }),
  ),
  unassigned: z.object(rate).describe('Members of the first cohort who have no persona of this set'),
  sampled: z.literal(true).optional().describe('Some of the shards were counted for all'),
})

/**
 * Per persona, how many people belonged to it at the end of each day, knowing only what was known then. A day that is over
 * stays as it was first counted.
 */
export const FlowAnalysis = z.array(
  z.object({
    persona_id: z.string(),
    days: z.array(z.object({ date: Time, count: Count })),
    sampled: z.boolean().optional().describe('Counted on a sample of the people and scaled up'),
    sample_share: z.number().optional(),
    gone: z.string().optional().describe('The last name of a persona that a later fit no longer has; its past stays'),
    marks: z
      .array(z.object({ date: Time, kind: z.enum(['refit', 'recounted']), note: z.string() }))
      .optional()
      .describe('When personas were fitted anew, and when the past was counted anew; the same for every persona'),
  }),
)

const Sums = {
  buyers: Count.describe('People who ordered'),
  orders: Count,
  value: z.number(),
  average_order_value: z.number().nullable(),
  lifetime_days: z.number().nullable().describe('Mean days between a buyer’s first order and their last'),
}

/** The orders of each persona: over all time, by month, and its products. */
export const RevenueAnalysis = z.array(
  z.object({
    persona_id: z.string(),
    people: Count,
    ...Sums,
    orders_per_person: z.number().nullable(),
    value_per_person: z.number().nullable(),
    months: z.array(z.object({ month: z.string().describe('YYYY-MM'), ...Sums })),
    products: z.array(z.object({ product: z.string(), orders: Count, value: z.number() })),
  }),
)

/** How far today's people are from those the model was fitted on. */
export const DriftAnalysis = z.object({
  refit: z.boolean().describe('Whether fitting again is worth it'),
  sentence: z.string(),
  traits: z.array(
    z.object({
      trait: z.string(),
      psi: z.number().describe('Population stability index: under 0.1 steady, over 0.25 a different population'),
      level: z.enum(['steady', 'shifting', 'shifted']),
    }),
  ),
})

/** The preparation of each trait before people were grouped. */
export const TraitsAnalysis = z.array(
  z.object({
    trait_name: z.string(),
    literate: z.string().optional().describe('As people call it'),
    unit: z.string().nullish(),
    kept: z.boolean().describe('It decided who belongs to which persona'),
    reason: z.string().describe('Why, or why not'),
    same_as: z.string().nullable().describe('The kept trait that says the same'),
    steps: z.array(z.string()).describe('What was done to its values, in order'),
    weight: z.number().describe('How much it counts; a number has 1, a trait of few values 0.4, what was left out 0'),
    coverage: z.number().describe('Share of people whose value is known, 0 to 1'),
    protected: z.boolean(),
  }),
)

/** The evidence for the number of personas. */
export const SelectionAnalysis = z.object({
  method: z.enum(['evidence', 'log10', 'given']),
  chosen: Count,
  reason: z.string(),
  weak: z.boolean(),
  larger_number: z
    .number()
    .nullable()
    .describe('A number above 8 to ask for with number_of_clusters, where the people fall into more groups than 8'),
  warning: z.string().nullable(),
  people: Count.describe('People that the evidence is counted on'),
  candidates: z.array(
    z.object({
      k: Count,
      silhouette_squared_euclidean: z.number(),
      davies_bouldin: z.number().nullable(),
      calinski_harabasz: z.number().nullable(),
      stability: z.number().describe('Mean adjusted Rand index over bootstrap samples'),
      separation: z
        .number()
        .describe(
          'How far the two personas that are least apart stand apart: 1 is an empty gap, 0 a cut through a crowd',
        ),
      chance_silhouette: z.number().nullable(),
      smallest_share: z.number(),
      distinct: z.boolean(),
      fails: z.array(z.string()),
    }),
  ),
})

const PersonaThere = z.object({
  persona_id: z.string(),
  count: Count,
  share: z.number().describe('Of the people of the place, 0 to 1'),
  index: z
    .number()
    .describe('Share here by share everywhere: 1 is as everywhere. Drawn towards 1 where few people are known'),
})

/** The people of a persona set by the place where they live. */
export const PlacesAnalysis = z.object({
  level: z.enum(['state', 'zip3', 'postcode']),
  people: Count.describe('Of whom the place is known'),
  unplaced_count: Count,
  hidden_count: Count.describe('People of places with fewer than 10 people: these are not shown'),
  personas: z.array(
    z.object({ persona_id: z.string(), name: z.string(), color_slot: z.int(), count: Count, share: z.number() }),
  ),
  places: z
    .array(
      z.object({
        place: z.string().describe('`NY`, `100`, `10013`: without its level in front'),
        place_id: z.string().optional().describe('For the `place_conditions` of a cohort; three digits have none'),
        people: Count,
        personas: z.array(PersonaThere),
      }),
    )
    .describe('The most people first, at most 1,000'),
  sampled: z.literal(true).optional(),
})

const PeriodSums = {
  orders: Count,
  buyers: Count,
  value: z.number(),
  average_order_value: z.number().nullable(),
}

/** The orders of each persona's people, period by period. */
export const OrdersOverTimeAnalysis = z.object({
  grain: z.enum(['day', 'week', 'month']),
  periods: z
    .array(z.object({ from: z.string(), until: z.string() }))
    .describe('First and last day; weeks begin on Monday'),
  personas: z.array(
    z.object({
      persona_id: z.string(),
      name: z.string(),
      color_slot: z.int(),
      periods: z.array(z.object(PeriodSums)).describe('In the order of the periods'),
    }),
  ),
  total: z.array(z.object(PeriodSums)),
  sampled: z.literal(true).optional(),
})
