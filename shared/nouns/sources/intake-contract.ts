import * as z from 'zod'
import { Count } from '../../contract/fields.ts'
import { type Operation, operations } from '../../contract/operation.ts'
import { type EventType, eventTypes, rejectionCodes } from '../../engines/events/event.ts'
import { limits } from '../../engines/events/limits.ts'

const Id = z.union([z.string(), z.number()])
const Json = z.record(z.string(), z.unknown())

/** The members of every event. Other members are dropped. */
const common = {
  userId: Id.optional().describe('Who it is, by the id of the sender; an event has it, or an anonymousId'),
  anonymousId: Id.optional().describe('Which browser or device it is'),
  messageId: z
    .string()
    .optional()
    .describe(`At most ${limits.messageIdCharacters} characters: an event that is sent again is recognised by it`),
  timestamp: z.string().optional().describe('ISO 8601, by the clock of the sender, whose error `sentAt` shows'),
  context: Json.optional().describe('`direct: true` asks for the address of the request as `ip`'),
  integrations: Json.optional(),
}
const traits = Json.optional().describe(`At most ${limits.traits} members`)
const members = {
  identify: { traits },
  track: { event: z.string().describe('The name of the event'), properties: traits },
  page: { name: z.string().optional(), category: z.string().optional(), properties: traits },
  screen: { name: z.string().optional(), category: z.string().optional(), properties: traits },
  group: { groupId: Id, traits },
  alias: { previousId: Id },
} satisfies Record<EventType, z.ZodRawShape>

/** The members of a request. */
const request = {
  sentAt: z.string().optional().describe('ISO 8601, when the request was sent by the clock of the sender'),
  writeKey: z.string().optional().describe('The write key, where it is not the user name of Basic authorization'),
}

const Rejection = z.object({
  index: Count.describe('The place of the event in its request'),
  message_id: z.string().nullable(),
  code: z.enum(rejectionCodes),
  message: z.string(),
})

export const IntakeAnswer = z.object({
  success: z.literal(true).describe('All events but the rejected ones are kept'),
  rejected: z.array(Rejection),
  rejected_count: Count.optional().describe('How many there are, where more than 5,000 are not listed'),
})

/** The body where nothing of a request was accepted. */
export const IntakeRefusal = z.object({ success: z.literal(false), code: z.string(), message: z.string() })

const call = <const Call extends EventType | 'batch'>(name: Call, summary: string, body: z.ZodType) =>
  ({
    method: 'POST',
    path: `/v1/${name}`,
    summary: `${summary}; browsers say \`/v1/${name.charAt(0)}\``,
    body,
    response: IntakeAnswer,
    status: 200,
    dialect: 'segment',
    errors: [],
  }) satisfies Operation

const single = <const Call extends EventType>(name: Call, summary: string) =>
  call(name, summary, z.looseObject({ ...common, ...members[name], ...request }))

const anyEvent = z.looseObject({ type: z.enum(eventTypes), ...common })

/** The intake of events, in Segment's dialect: for the OpenAPI document, not for checking, which is done event by event. */
export const intakeOperations = operations({
  identify: single('identify', 'Say who somebody is'),
  track: single('track', 'Say what somebody did'),
  page: single('page', 'Say which page somebody looked at'),
  screen: single('screen', 'Say which screen of an app somebody looked at'),
  group: single('group', 'Say to which company somebody belongs'),
  alias: single('alias', 'Say under which id somebody was known before'),
  batch: call(
    'batch',
    `Up to ${limits.eventsPerBatch} events of all kinds`,
    z.looseObject({
      batch: z.array(anyEvent),
      context: Json.optional().describe('Taken over by each event, whose own members win'),
      integrations: Json.optional(),
      ...request,
    }),
  ),
  settings: {
    method: 'GET',
    path: '/v1/projects/{writeKey}/settings',
    summary: 'The settings that analytics.js asks for',
    response: z.looseObject({ integrations: z.record(z.string(), z.looseObject({})) }),
    status: 200,
    dialect: 'segment',
    public: true,
    errors: [],
  },
})
