import * as z from 'zod'

/** The name that people give to a thing. */
export const Name = z.string().trim().min(1).max(200)
export const Reference = z.string().trim().min(1).max(100)
export const Time = z.string().describe('ISO 8601, UTC')
export const Count = z.int().min(0)

/** A header of the customer's files. */
export const Column = z.string().min(1).max(300)

const lakeName = /^[A-Za-z0-9_][A-Za-z0-9_ .-]{0,63}$/

/** Names of streams, their properties and traits. */
export const LakeName = z
  .string({ error: 'must be a text' })
  .regex(lakeName, {
    error:
      'must have 1 to 64 letters, digits, blanks, dots, dashes or underscores and start with a letter, a digit or an underscore, because it becomes the name of a column and a file',
  })
  // Facts are looked up by these names, and every object answers to `constructor` even when it has no such fact.
  .refine((name) => !(name in Object.prototype), {
    error: 'is a word that programs keep for themselves: call it otherwise',
  })

export const Status = z.enum(['new', 'starting', 'running', 'ready', 'error'])

export const Scalar = z.union([z.string().max(10_000), z.number(), z.boolean()], {
  error: 'must be a text, a number, or true or false',
})

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

/** The fields that every resource has. */
export const envelope = {
  id: z.string(),
  resource_type: z.string(),
  created_at: Time,
  updated_at: Time,
  archived_at: Time.optional(),
  status: Status,
  status_changed_at: Time,
  status_error: z.string().optional(),
  status_note: z.string().optional().describe('What a resource that is not ready waits for'),
  progress: z.object({ share: z.number(), doing: z.string() }).optional(),
  last_read_input_at: Time.optional(),
  last_updated_config_at: Time,
  last_updated_output_at: Time.optional(),
}

export const ids = z
  .strictObject({
    ids: z.array(Reference).max(100, { error: 'must have at most 100 ids' }).optional(),
  })
  .describe('`?ids=a&ids=b`')

export const Cascade = z.strictObject({
  cascade_to_all: z.boolean().optional(),
  cascade_to: z.array(Reference).max(500).optional().describe('Ids or types of the resources to take along'),
})
