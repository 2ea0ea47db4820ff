import * as z from 'zod'
import { Time } from '../../contract/fields.ts'
import { type Operation, operations } from '../../contract/operation.ts'
import { clientTime } from '../../engines/events/client-time.ts'

const limit = (standard: number, most: number) =>
  z.coerce.number().int().min(1).max(most).default(standard).describe('At most so many')
const next = z.string().max(2000).optional().describe('`cursor.next` of the page before')
const List = z
  .string()
  .transform((text) => text.split(',').filter(Boolean))
  .optional()
const verbose = z.enum(['true', 'false']).default('false')
const Moment = z
  .string()
  .refine((text) => clientTime(text) !== undefined, {
    error: ({ input }) => `must be a time of ISO 8601, but is "${String(input).slice(0, 40)}"`,
  })
  .transform((text) => clientTime(text)!)
  .optional()

const Cursor = z.object({
  url: z.string().describe('The path that was asked for, by the id of the profile'),
  has_more: z.boolean(),
  next: z.string().describe('Ask for the next page with it; empty where there is none'),
  limit: z.int(),
})
const Id = z.object({
  id: z.string(),
  type: z.string(),
  collection: z.enum(['users', 'accounts']),
  encoding: z.string(),
})
const said = { message_id: z.string().nullable(), source_id: z.string().nullable(), timestamp: Time }

const Traits = z.object({
  traits: z
    .record(z.string(), z.unknown())
    .describe('By name, A to Z; with `verbose` each is `{ value, source_id, updated_at }`'),
  cursor: Cursor,
})
const ExternalIds = z.object({
  data: z.array(
    z.object({
      source_id: z.string().nullable(),
      ...Id.shape,
      created_at: Time.nullable(),
      first_message_id: z.string().nullable(),
    }),
  ),
  cursor: Cursor,
})
const Events = z.object({
  data: z.array(
    z.looseObject({
      external_ids: z.array(Id).describe('Those that the event itself says'),
      type: z.string(),
      event: z.string().optional().describe('The name; of a page `Page Viewed`, of a screen `Screen Viewed`'),
      ...said,
      properties: z.record(z.string(), z.unknown()).optional(),
      context: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
  cursor: Cursor.extend({ limit: z.int() }),
})
const Metadata = z.object({
  metadata: z.object({
    segment_id: z.string().optional().describe('Finds the profile as well: `segment_id:use_…`'),
    exact: z
      .boolean()
      .optional()
      .describe('False where too many facts are joined to decide at once: further links wait for the next build'),
    created_at: Time.nullable(),
    updated_at: Time.nullable(),
    expires_at: z.null().describe('A profile does not expire; only its events do'),
    first_message_id: z.string().nullable(),
    first_source_id: z.string().nullable(),
    last_message_id: z.string().nullable(),
    last_source_id: z.string().nullable(),
    identity: z
      .object({
        as_of_files: Time.nullable().describe('When the newest file that is in here was uploaded; null: no file is'),
        exact: z.boolean().describe('As `exact` above'),
        pending: z
          .int()
          .optional()
          .describe('Datasets with files that are not in here yet: they are being read, or people are recognised anew'),
      })
      .optional()
      .describe('How fresh the answer is. Events are in it at once, files with the next build of people'),
  }),
})
const Links = z.object({
  data: z.array(z.object({ to_collection: z.enum(['users', 'accounts']), external_ids: z.array(Id) })),
  cursor: Cursor,
})
const Profiles = z.object({ data: z.array(z.object({ segment_id: z.string() })), cursor: Cursor })

const Update = z.object({
  type: z
    .enum(['merge', 'split', 'separate', 'delete'])
    .describe('`separate` and `delete` are decisions of somebody; the others came of an event'),
  segment_id: z.string().describe('Who is no more, or who lost something'),
  canonical_segment_id: z.string().describe('Who has that now'),
  external_ids: z.array(Id).describe('Of a decision: those that it is about'),
  triggering_event_id: z.string().nullable(),
  timestamp: Time,
})
const History = z.object({ data: z.array(Update), cursor: Cursor })
const SetAside = Id.extend({ reason: z.string() })
const Explanation = z.object({
  same_profile: z.boolean(),
  chain: z
    .array(
      z.object({
        external_ids: z.array(Id).describe('Two, which this fact joins'),
        ...said,
        set_aside: z.array(SetAside).describe('The identifiers of the fact that did not link, and why'),
      }),
    )
    .describe('The shortest one; empty where nothing joins both'),
})
const Violations = z.object({
  data: z.array(z.object({ reason: z.string(), external_id: Id, ...said })),
  cursor: Cursor,
})
const GivenId = z.strictObject({
  type: z.string().regex(/^[a-z][a-z0-9_.]{0,49}$/),
  id: z.string().min(1).max(500),
  collection: z.literal('users').optional(),
  encoding: z.literal('none').optional(),
})
const Separation = z.strictObject({
  external_ids: z.array(GivenId).min(1).max(20).describe('Those that leave'),
  from: GivenId.describe('The one that they leave'),
})
const Deletion = z.strictObject({
  delete_external_ids: z.array(GivenId).min(1).max(1).describe('One, as Segment takes them'),
})
const After = z
  .object({ data: z.array(z.object({ segment_id: z.string(), external_ids: z.array(Id) })) })
  .describe('The profiles that have these identifiers now')

/** The body where a request is refused. */
export const ProfileRefusal = z.object({ error: z.object({ code: z.string(), message: z.string() }) })

const profiles = '/v1/spaces/{space}/collections/{collection}/profiles'

const get = <const Query extends z.ZodType, const Path extends string>(
  path: Path,
  summary: string,
  query: Query,
  response: z.ZodType,
) =>
  ({
    method: 'GET',
    path,
    summary,
    query,
    response,
    status: 200,
    dialect: 'profiles',
    errors: [],
  }) satisfies Operation

const post = <const Body extends z.ZodType, const Path extends string>(path: Path, summary: string, body: Body) =>
  ({
    method: 'POST',
    path,
    summary,
    body,
    response: After,
    status: 200,
    dialect: 'profiles',
    errors: [],
  }) satisfies Operation

/** The Profile API in Segment's dialect; `/v1/namespaces/…` answers the same. */
export const profileOperations = operations({
  list: get(profiles, 'All profiles of users', z.strictObject({ limit: limit(25, 100), next }), Profiles),
  traits: get(
    `${profiles}/{profile}/traits`,
    'The traits of a profile',
    z.strictObject({
      class: z.enum(['audience', 'computed_trait']).optional().describe('None are computed yet'),
      include: List.describe('The names of traits, by commas'),
      limit: limit(10, 200),
      verbose,
      next,
    }),
    Traits,
  ),
  external_ids: get(
    `${profiles}/{profile}/external_ids`,
    'The identifiers of a profile, the first said first',
    z.strictObject({
      include: List.describe('The types of identifiers, by commas'),
      limit: limit(25, 100),
      verbose,
      next,
    }),
    ExternalIds,
  ),
  events: get(
    `${profiles}/{profile}/events`,
    'The events of a profile of the last 14 days',
    z.strictObject({
      start: Moment.describe('ISO 8601; events from this moment on'),
      end: Moment.describe('ISO 8601; events up to this moment'),
      include: List.describe('The names of events, by commas'),
      exclude: List.describe('The names of events, by commas'),
      limit: limit(25, 100),
      sort: z.enum(['asc', 'desc']).default('desc'),
      next,
    }),
    Events,
  ),
  metadata: get(
    `${profiles}/{profile}/metadata`,
    'When and by whom a profile was first and last heard of',
    z.strictObject({ verbose }),
    Metadata,
  ),
  links: get(
    `${profiles}/{profile}/links`,
    'The companies of a user, or the users of a company',
    z.strictObject({ limit: limit(20, 20), next }),
    Links,
  ),
  history: get(
    `${profiles}/{profile}/history`,
    'How a profile became what it is: merges and splits with their events, also of those that it took in; decisions',
    z.strictObject({ limit: limit(25, 100), next }),
    History,
  ),
  explain: get(
    `${profiles}/{profile}/explain`,
    'Why another identifier is of the same profile, or why not',
    z.strictObject({ with: z.string().min(3).max(600).describe('An identifier, `type:value`') }),
    Explanation,
  ),
  violations: get(
    '/v1/spaces/{space}/violations',
    'Identifiers that did not link, of the last 30 days, the newest first',
    z.strictObject({ limit: limit(100, 500), next }),
    Violations,
  ),
  separate: post(
    `${profiles}/{profile}/separate`,
    'Decide that identifiers are not of one profile: as if they had never met, also when all events come again',
    Separation,
  ),
  rejoin: post(`${profiles}/{profile}/rejoin`, 'Take a separation back', Separation),
  delete_external_id: post(
    `${profiles}/{profile}/external_ids/delete`,
    'Decide that an identifier identifies nobody; events and traits beside it stay',
    Deletion,
  ),
})
