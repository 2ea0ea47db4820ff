import * as z from 'zod'
import { Count, envelope, Name, Time } from '../../contract/fields.ts'
import { operations } from '../../contract/operation.ts'
import { buildOperations, resourceOperations } from '../../contract/resource-operations.ts'
import { cadences } from '../../engines/events/closed-hours.ts'
import { eventTypes, rejectionCodes } from '../../engines/events/event.ts'
import { defaultIdentifiers, windows } from './identifiers.ts'

const Identifier = z.strictObject({
  kind: z
    .string()
    .regex(/^[a-z][a-z0-9_.]{0,49}$/, {
      error: ({ input }) => `must be a small letter and up to 49 of a-z, 0-9, _ and ., but is "${String(input)}"`,
    })
    .describe('user_id, email, phone, anonymous_id …, or a name of your own, such as loyalty_id'),
  limit: z.int().min(1).max(100).default(5).describe('How many values of it one person may have'),
  window: z.enum(windows).default('ever').describe('The time in which values count towards the limit'),
})

const Origin = z.string().regex(/^https?:\/\/[^/\s@]{1,200}$/, {
  error: ({ input }) => `must be a scheme and a host, such as https://www.example.com, but is "${String(input)}"`,
})

/** Where events come from: a website, an app, a server. */
export const SourceConfig = z.strictObject({
  name: Name,
  enabled: z.boolean().default(true).describe('False: events are refused with status 401'),
  identify: z
    .boolean()
    .default(true)
    .describe(
      'False: identify and alias events are rejected. The write key of a website is public: anybody may send them',
    ),
  allowed_origins: z
    .array(Origin)
    .max(100)
    .default([])
    .describe('Websites whose pages may send events. Empty: any, and servers too'),
  identifiers: z
    .array(Identifier)
    .min(1)
    .max(50)
    .default(defaultIdentifiers)
    .describe('Identifiers that events are linked by, the strongest first'),
  blocked_values: z
    .array(z.string().min(1).max(200))
    .max(1000)
    .default([])
    .describe('Values that identify nobody, such as "guest"'),
  cadence: z
    .enum(cadences)
    .default('daily')
    .describe(
      'How often personas, cohorts and targets take up new events: 20 minutes after the end of each hour, of each day (UTC), or when force_update asks for it',
    ),
  retention_days: z
    .int()
    .min(1)
    .max(3650)
    .optional()
    .describe('How many days events are kept in the log and count in builds; missing: without end'),
})
export type SourceConfig = z.output<typeof SourceConfig>

const WriteKey = z.object({
  ends_with: z.string().describe('Its last four characters'),
  created_at: Time,
  valid_until: Time.optional().describe('Of a key that was replaced'),
})

const MadeStream = z.object({
  name: z.string(),
  event_count: Count.describe('Events of this name as they came, repeats among them'),
})

const fields = {
  ...envelope,
  ...SourceConfig.shape,
  event_count: Count.optional().describe('Events that count: each messageId once'),
  duplicate_count: Count.optional().describe('Events that came again under the same messageId'),
  rejected_count: Count.optional().describe('Events whose time is none that could be'),
  identified_count: Count.optional().describe('Events with an identifier, repeats among them'),
  hours_read: Count.optional().describe('Hours of the log that have events'),
  read_through: z.string().optional().describe('The last closed hour that was read, as yyyy-mm-ddThh, UTC'),
  streams: z.array(MadeStream).optional().describe('Streams that the events fill, the largest first'),
  traits: z.array(z.string()).optional().describe('Traits that the events fill'),
  write_keys: z.array(WriteKey).describe('The keys that events are taken with, newest first'),
}
export const Source = z.object(fields)

/** A source with a key that was just made. */
export const SourceWithKey = z.object({
  ...fields,
  write_key: z
    .string()
    .optional()
    .describe('Shown this once. A request that is repeated under its Idempotency-Key is answered without it'),
})

export const longestGraceHours = 168

const Rotate = z.strictObject({
  grace_hours: z
    .int()
    .min(0)
    .max(longestGraceHours)
    .default(24)
    .describe('How long the keys of before stay valid; 0: not at all, as for a key that leaked'),
})

const Verdict = z.object({
  index: Count.describe('The place of the event in its request'),
  message_id: z.string().nullable(),
  code: z.enum(rejectionCodes),
  message: z.string(),
})

export const SourceRejection = z.object({
  ...Verdict.shape,
  received_at: Time,
  accepted: z.boolean().describe('True: the event was kept, and the message is a warning'),
})

export const ObservedEvent = z.object({
  received_at: Time,
  accepted: z.boolean(),
  code: z.enum(rejectionCodes).optional().describe('Why it was rejected'),
  type: z.enum([...eventTypes, 'unknown']),
  event: z.string().optional().describe('The name of a track event'),
  fields: z
    .record(z.string(), z.unknown())
    .describe('The form of the event without its values: `text(5)` is a text of five characters'),
})

/** The most events that the debugger shows. */
export const longestSample = 100

const path = '/v1/sources'
const usual = resourceOperations('sources', SourceConfig, Source)

export const sourceOperations = operations({
  ...usual,
  ...buildOperations('sources', Source),
  create: {
    ...usual.create,
    summary: 'Create a source; the answer shows its write key, once',
    response: SourceWithKey,
    shownOnce: ['write_key'],
  },
  rotate: {
    method: 'POST',
    path: `${path}/{id}/rotate`,
    summary: 'Give a source a new write key; the answer shows it, once',
    body: Rotate.optional(),
    response: SourceWithKey,
    status: 200,
    errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'CONFLICT'],
  },
  rejections: {
    method: 'GET',
    path: `${path}/{id}/rejections`,
    summary: 'Events that were rejected in the last 30 days, newest first, at most 500',
    response: z.array(SourceRejection),
    status: 200,
    errors: ['NOT_FOUND'],
  },
  events: {
    method: 'GET',
    path: `${path}/{id}/events`,
    summary: 'A sample of the events of the last day without their values, newest first',
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(longestSample).default(20).describe('At most so many events'),
    }),
    response: z.array(ObservedEvent),
    status: 200,
    errors: ['VALIDATION_FAILED', 'NOT_FOUND'],
  },
})
