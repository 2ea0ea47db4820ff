import * as z from 'zod'
import type { DecimalMark } from '../amounts/amount.ts'
import { Column, LakeName } from '../names/lake-name.ts'

/**
 * The shapes of conditions, said once: the API's contract is made of these schemas, and both back ends read these types.
 * docs/conditions.md says in words which people a rule means.
 */
export const Scalar = z.union([z.string().max(10_000), z.number(), z.boolean()], {
  error: 'must be a text, a number, or true or false',
})
export type Scalar = z.output<typeof Scalar>

/** The comparisons of a condition. Nulls never meet one, unless `_null: true` asks for them. */
export const operators = {
  _eq: Scalar.optional(),
  _neq: Scalar.optional(),
  _gt: Scalar.optional(),
  _gte: Scalar.optional(),
  _lt: Scalar.optional(),
  _lte: Scalar.optional(),
  _in: z.array(Scalar).max(1000).optional(),
  _nin: z.array(Scalar).max(1000).optional(),
  _matches: z.string().max(1000).optional().describe('A regular expression in RE2 syntax'),
  _null: z.boolean().optional(),
  _nnull: z.boolean().optional(),
  optional: z.boolean().optional().describe('Optional conditions are OR-ed together, then AND-ed with the rest'),
}
export type Operators = z.output<z.ZodObject<typeof operators>>

const StreamCondition = z.strictObject({ property: Column, ...operators })
export type StreamCondition = z.output<typeof StreamCondition>

export const TraitCondition = z.strictObject({ name: LakeName, ...operators })
export type TraitCondition = z.output<typeof TraitCondition>

const PlaceCondition = z.strictObject({
  place_id: z.string().trim().min(1).max(100).describe('postcode:05401, state:VT or city:Burlington'),
  distance: z.literal(0, { error: 'must be 0: addresses have no coordinates' }).optional(),
  invert: z.boolean().optional(),
})
export type PlaceCondition = z.output<typeof PlaceCondition>

/** The event happened at least `min_days` and at most `max_days` before the rule is looked at. */
const Recency = z.strictObject({
  occurrence: z.enum(['first', 'last']),
  min_days: z.number().min(0).optional(),
  max_days: z.number().min(0).optional(),
})
export type Recency = z.output<typeof Recency>

const Count = z.int().min(0)

/** The fields that say who is in a cohort: people by their events in one stream, by their traits and their address. */
export const cohortRule = {
  stream_name: LakeName.optional(),
  min_count: Count.optional(),
  max_count: Count.optional(),
  min_value: z.number().optional(),
  max_value: z.number().optional(),
  recency: Recency.optional(),
  stream_conditions: z.array(StreamCondition).max(50).optional(),
  traits: z.array(TraitCondition).max(50).optional(),
  place_conditions: z.array(PlaceCondition).max(50).optional(),
}
export type CohortRule = z.output<z.ZodObject<typeof cohortRule>>

/** The meaning of 03/04/2024 and of 1.000 in a column's files. */
export interface Written {
  day_first?: boolean
  decimal_mark?: DecimalMark
}

/** Column name → DuckDB type, of the rule's stream (`datetime`, `value`, `product`, …) and of the traits. */
export interface CohortColumns {
  stream: Record<string, string>
  traits: Record<string, string>
  /** How files write the columns, where they say it. */
  written?: { stream: Readonly<Record<string, Written>>; traits: Readonly<Record<string, Written>> }
  /** Properties that several lines of one event may say, each with the column of the stream that lists them. */
  lines?: Record<string, string>
  /** The known columns of people themselves; every part of an address where it is left out. */
  people?: readonly string[]
}
