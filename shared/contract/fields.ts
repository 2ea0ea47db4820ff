import * as z from 'zod'

export { operators, Scalar } from '../engines/conditions/config.ts'
export { Column, LakeName } from '../engines/names/lake-name.ts'

/** The name that people give to a thing. */
export const Name = z.string().trim().min(1).max(200)

/** An e-mail address as somebody types it. The sentence does not repeat it: an address is personal data. */
export const Email = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^@\s<>,;"]+@[^@\s<>,;"]+\.[^@\s<>,;"]+$/, { error: 'must be an e-mail address, such as mira@example.com' })

export const Reference = z.string().trim().min(1).max(100)
export const Time = z.string().describe('ISO 8601, UTC')
export const Count = z.int().min(0)

export const Status = z.enum(['new', 'starting', 'running', 'ready', 'error'])

/** How far a build is. */
export const Progress = z.object({
  share: z.number().describe('0 to 1; it only grows while one build runs'),
  step: z.int().describe('The step at work, from 1'),
  steps: z.int(),
  doing: z.string(),
})

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
  stale: z
    .boolean()
    .optional()
    .describe(
      'Of what is built from data: whether it is being built, is about to be, or waits for something that is; what it shows may be older than its data',
    ),
  status_note: z.string().optional().describe('What it waits for, or why it is stale'),
  progress: Progress.optional(),
  last_read_input_at: Time.optional(),
  last_updated_config_at: Time,
  last_updated_output_at: Time.optional(),
}

export const ids = z
  .strictObject({
    ids: z
      // `?ids=` is the list of nothing, as clients send it.
      .preprocess(
        (given) => (Array.isArray(given) && given.length === 1 && given[0] === '' ? [] : given),
        z.array(Reference).max(100, { error: 'must have at most 100 ids' }),
      )
      .optional(),
  })
  .describe('`?ids=a&ids=b`')

export const Cascade = z.strictObject({
  cascade_to_all: z.boolean().optional(),
  cascade_to: z.array(Reference).max(500).optional().describe('Ids or types of the resources to take along'),
})
