import * as z from 'zod'
import { Count, envelope, LakeName, Name, Reference, Scalar, Time } from '../../contract/fields.ts'
import { operations } from '../../contract/operation.ts'
import { buildOperations, resourceOperations } from '../../contract/resource-operations.ts'
import { MOST_ASKED } from '../../engines/personas/limits.ts'
import {
  ConversionAnalysis,
  DimensionsAnalysis,
  DriftAnalysis,
  FlowAnalysis,
  OrdersOverTimeAnalysis,
  PlacesAnalysis,
  RevenueAnalysis,
  SelectionAnalysis,
  TraitsAnalysis,
} from './contract-analyses.ts'

const Dimensions = z.strictObject({
  traits: z.array(LakeName).max(100).optional(),
  streams: z.record(LakeName, z.array(LakeName).max(50)).optional(),
})

/** A clustering of a cohort. */
export const PersonaSetConfig = z.strictObject({
  cohort_id: Reference,
  name: Name.optional(),
  number_of_clusters: z.int().min(1).max(MOST_ASKED).optional(),
  clustering_dimensions: Dimensions.optional().describe('Without them, chosen from what is there'),
  modeling_fields: z.array(LakeName).max(100).optional().describe('Old form of clustering_dimensions.traits'),
  placeholders_as_values: z
    .array(LakeName)
    .max(100)
    .optional()
    .describe(
      'Traits whose 999, -1 or 1900-01-01 is a value; elsewhere such a spike outside of all others is taken as missing',
    ),
  refit: z
    .enum(['on_change', 'manual'])
    .default('on_change')
    .describe('With manual the personas stay as they are, and only who belongs to them is worked out again'),
  engine: z.enum(['wasm', 'ml-kmeans']).optional().describe('Which k-means fits; ml-kmeans is the slow reference'),
  explore: z.boolean().optional(),
  preview: z.boolean().optional().describe('The set is not built until it is false'),
})
export type PersonaSetConfig = z.output<typeof PersonaSetConfig>

export const Persona = z.object({
  id: z.string(),
  name: Name,
  individuals_count: Count,
  share: z.number().describe('Of the population, 0 to 1'),
  details: z.object({ center: z.record(z.string(), Scalar.nullable()) }),
  previous_name: z.string().optional().describe('Its automatic name before the last fit, which named it anew'),
  name_note: z.string().optional().describe('That a name which a person gave may be out of date, and why'),
  color_slot: z.int().optional().describe('0 to 7: the colour in its portrait, in mails and charts'),
  headline: z.string().optional().describe('What sets it apart most, in one line'),
  salient: z.array(
    z.object({
      trait: z.string(),
      direction: z.enum(['higher', 'lower', 'more', 'less']),
      value: z.union([z.string(), z.boolean()]).nullable().describe('The value whose share differs; null for numbers'),
      label: z.string(),
      figure: z.string().describe('Of this persona'),
      others: z.string().describe('Of everybody else in the set'),
      phrase: z.string().describe('Label and both figures'),
      effect: z.number().describe('Cohen’s d, of shares h'),
      leads: z.boolean().describe('No other persona goes further in this direction'),
    }),
  ),
  interpretation: z.object({ summary: z.string(), marketing_strategems: z.array(z.string()) }),
  avatar: z.string().describe('Address of a picture; another build has another one'),
})

export const PersonaSet = z.object({
  ...envelope,
  ...PersonaSetConfig.shape,
  name: Name,
  population_count: Count.optional(),
  dimensions: z.array(z.string()).optional(),
  weak: z.string().optional().describe('Why the personas say little, where the data has no groups'),
  as_of: Time.optional().describe(
    'The moment that recency is counted from: of a fit the newest event; of a firing its time, one period after the newest event at the latest',
  ),
  data_up_to: Time.optional().describe('The newest event that was there'),
  fitted: z
    .object({ as_of: Time, data_up_to: Time.optional(), population_count: Count })
    .optional()
    .describe('The data that the personas were made from: that of the last build that fitted, not only scored'),
  as_of_note: z.string().optional().describe('Says so where a firing found no new data'),
  moved_count: Count.optional(),
  moves: z.array(z.object({ from: z.string().nullable(), to: z.string(), count: Count })).optional(),
  changes: z
    .array(
      z.object({
        change: z.enum(['kept', 'new', 'split', 'merged', 'vanished', 'renamed', 'redrawn']),
        from: z.array(z.object({ id: z.string(), name: z.string() })),
        to: z.array(z.object({ id: z.string(), name: z.string() })),
        overlap: z.number().optional(),
        reason: z.string().optional(),
      }),
    )
    .optional()
    .describe('What became of the personas of the last fit'),
  personas: z.array(Persona).optional(),
  mail_error: z.string().optional().describe('Why the mail about these personas was not sent'),
})

const path = '/v1/persona_sets/{id}'

export const personaSetOperations = operations({
  ...resourceOperations('persona_sets', PersonaSetConfig, PersonaSet),
  ...buildOperations('persona_sets', PersonaSet),
  renamePersona: {
    method: 'PATCH',
    path: `${path}/personas/{persona_id}`,
    summary: 'Give a persona a name of your own; null takes it back',
    body: z.strictObject({ name: Name.nullable() }),
    response: Persona,
    status: 200,
    errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'CONFLICT'],
  },
  avatar: {
    method: 'GET',
    path: `${path}/personas/{persona_id}/avatar.svg`,
    summary: 'A picture that tells personas apart; it is nobody’s face',
    query: z.strictObject({
      v: z
        .string()
        .max(64)
        .optional()
        .describe('The build, as `avatar` names it: then the picture may be kept for good'),
    }),
    response: { mediaType: 'image/svg+xml' },
    status: 200,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  dimensions: {
    method: 'GET',
    path: `${path}/analysis/dimensions`,
    summary: 'Per persona, how each trait is distributed',
    query: z.strictObject({
      traits: z
        .string()
        .max(5000)
        .optional()
        .describe('Names with commas between them, also of traits that were not clustered on; they come in this order'),
      bins: z
        .enum(['equal', 'nice'])
        .optional()
        .describe(
          'nice: ranges of equal width on a round grid, each with a label; equal (default): of equally many people',
        ),
    }),
    response: DimensionsAnalysis,
    status: 200,
    errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'CONFLICT'],
  },
  traits: {
    method: 'GET',
    path: `${path}/analysis/traits`,
    summary: 'Which traits decide, which do not and why, and what was made of their values',
    response: TraitsAnalysis,
    status: 200,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  flow: {
    method: 'GET',
    path: `${path}/analysis/flow`,
    summary: 'Per persona, how many people belonged to it on each day',
    response: FlowAnalysis,
    status: 200,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  revenue: {
    method: 'GET',
    path: `${path}/analysis/revenue`,
    summary: 'Orders, value and products per persona',
    response: RevenueAnalysis,
    status: 200,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  drift: {
    method: 'GET',
    path: `${path}/analysis/drift`,
    summary: 'How far today’s people are from those the personas were made of',
    response: DriftAnalysis,
    status: 200,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  selection: {
    method: 'GET',
    path: `${path}/selection`,
    summary: 'Why there are so many personas: the evidence for each number that was tried',
    response: SelectionAnalysis,
    status: 200,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
  download: {
    method: 'GET',
    path: `${path}/download.csv`,
    summary: 'Who belongs to which persona; above 4 MB a redirect to where the file lies',
    response: { mediaType: 'text/csv; charset=utf-8' },
    status: 200,
    errors: ['NOT_FOUND', 'CONFLICT'],
  },
})

/** Apart, because their function carries the engine that reads the lake. */
export const exploreOperations = operations({
  places: {
    method: 'GET',
    path: `${path}/analysis/places`,
    summary: 'Where the people of each persona live: of sets that are shown in Explore',
    query: z.strictObject({ level: z.enum(['state', 'zip3', 'postcode']).default('state') }),
    response: PlacesAnalysis,
    status: 200,
    errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'CONFLICT'],
  },
  ordersOverTime: {
    method: 'GET',
    path: `${path}/analysis/orders`,
    summary: 'Orders and their value by persona, for each day, week or month',
    query: z.strictObject({
      grain: z.enum(['day', 'week', 'month']).default('month'),
      since: z.iso.date().optional().describe('Without it 92 days, 53 weeks or 24 months up to the newest order'),
      until: z.iso.date().optional(),
    }),
    response: OrdersOverTimeAnalysis,
    status: 200,
    errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'CONFLICT'],
  },
})

/** Apart, because its function carries the engine that reads the lake. */
export const conversionOperations = operations({
  conversion: {
    method: 'GET',
    path: `${path}/analysis/conversion`,
    summary: 'Which share of one cohort’s members are in another cohort, too, by persona: from leads to customers',
    query: z.strictObject({ from: Reference, to: Reference }),
    response: ConversionAnalysis,
    status: 200,
    errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'CONFLICT'],
  },
})
