import * as z from 'zod'
import { Count, LakeName, Name, Time } from '../../contract/fields.ts'
import { type Operation, operations } from '../../contract/operation.ts'

const Given = z.string().trim().min(1).max(500)

/** An identifier: of kind `email`, `phone`, `user_id` and so on, or of a kind of the customer's own. */
const Identifier = z.object({ type: z.string(), id: z.string() })
const GivenIdentifier = z.strictObject({
  type: z.string().regex(/^[a-z][a-z0-9_.]{0,49}$/),
  id: z.string().min(1).max(500),
})

const SourceOf = {
  source_id: z.string().nullable().describe('The dataset or the source of events that says so'),
  source_name: z.string().nullable(),
}

const PersonFound = z.object({
  id: z.string(),
  name: z.string().nullable(),
  place: z.string().nullable().describe('City, state and postcode'),
  identifiers: z.array(Identifier).describe('At most five'),
})

const PeopleSearch = z
  .strictObject({
    email: Given.optional(),
    phone: Given.optional(),
    country: Given.optional().describe('Of a phone number that names none; else that of the datasets counts'),
    id: Given.optional().describe('Of whatever kind: a user id, an external id, a device, or the person’s id here'),
    first_name: Given.optional(),
    last_name: Given.optional(),
    postcode: Given.optional().describe('Beside the last name; the first name is optional'),
  })
  .describe('One of `email`, `phone` and `id`, or a name with its postcode')
export type PeopleSearch = z.output<typeof PeopleSearch>

const Said = z.object({ value: z.unknown(), ...SourceOf, said_at: Time.nullable() })

const PersonaOf = z.object({
  persona_set_id: z.string(),
  persona_set_name: Name,
  persona_id: z.string(),
  name: Name,
  avatar: z.string(),
  color_slot: z.int(),
  margin: z.number().nullable().describe('How much nearer it is than the next one, 0 to 1; null of a single persona'),
  runner_up: z.object({ persona_id: z.string(), name: Name, color_slot: z.int() }).nullable(),
  why: z
    .array(
      z.object({
        trait: z.string(),
        literate: z.string(),
        value: z.union([z.string(), z.number(), z.boolean()]).nullable(),
        figure: z.string().nullable().describe('A number as reports say it, with its unit; null of any other value'),
        gain: z
          .number()
          .describe('How much nearer the persona is than the next one by this trait; below 0 it speaks for the other'),
      }),
    )
    .describe('By every trait that is known, the strongest first'),
  history: z
    .array(z.object({ persona_id: z.string(), name: Name, color_slot: z.int(), from: z.string(), until: z.string() }))
    .describe('Under the personas of now, by what was known on each day; both days are included'),
})

export const Person = z.object({
  id: z.string(),
  name: z.string().nullable(),
  address: z
    .object({
      street: z.string().nullable(),
      city: z.string().nullable(),
      state: z.string().nullable(),
      postcode: z.string().nullable(),
    })
    .nullable(),
  known_from: z.array(z.enum(['files', 'events'])).describe('Whether files speak of the person, or events, or both'),
  first_seen: Time.nullable(),
  last_seen: Time.nullable(),
  built_at: Time.nullable().describe(
    'When people were last built: personas and cohorts are of that moment, events come at once',
  ),
  identifiers: z.array(
    z.object({
      ...Identifier.shape,
      ...SourceOf,
      first_seen: Time.nullable(),
      last_seen: Time.nullable().describe('The last time that something new was said with it, or an event of 14 days'),
    }),
  ),
  traits: z.array(
    z.object({
      name: z.string(),
      literate: z.string(),
      ...Said.shape,
      earlier: z.array(Said).describe('What was said before and no longer counts, the latest first; at most five'),
    }),
  ),
  cohorts: z.array(z.object({ id: z.string(), name: Name })),
  personas: z.array(PersonaOf),
})

const Event = z.object({
  time: Time,
  stream: z.string(),
  value: z.number().nullable(),
  properties: z.record(z.string(), z.unknown()),
  source_name: z.string().nullable().describe('Of an event that no build has read yet: the source that sent it'),
  is_new: z.boolean().describe('No build has read it yet'),
})

const Joined = z.object({
  time: Time,
  ...SourceOf,
  by: z.array(Identifier).describe('The identifiers of the record that were known of somebody already'),
  parts: z.array(z.array(Identifier)).describe('Who became one: the identifiers of each until then'),
  added: z.array(Identifier).describe('What the record said for the first time'),
})

const NotJoined = z.object({
  time: Time,
  ...SourceOf,
  identifier: Identifier,
  beside: z.array(Identifier).describe('What the record says beside it'),
  reason: z.enum(['limit', 'shared', 'conflict', 'names', 'apart', 'merge_cap', 'identifier_cap']),
  sentence: z.string(),
})

const Merges = z.object({
  exact: z.boolean().describe('False where too many records are joined to tell them all'),
  joined: z.array(Joined).describe('How the person came to be, the first record first'),
  not_joined: z.array(NotJoined),
  separated: z.array(
    z.object({ external_ids: z.array(Identifier), from: Identifier, decided_at: Time }).describe('A body for rejoin'),
  ),
})

const Separation = z.strictObject({
  external_ids: z.array(GivenIdentifier).min(1).max(20).describe('Those that leave'),
  from: GivenIdentifier.describe('The one that they leave'),
  preview: z.boolean().default(false).describe('Says what would come of it, and decides nothing'),
})
export type Separation = z.output<typeof Separation>

const After = z.object({
  people: z
    .array(z.object({ id: z.string(), identifiers: z.array(Identifier) }))
    .describe('Those who have these identifiers then'),
})

const person = '/v1/people/{id}'
const decision = <const Path extends string>(path: Path, summary: string) =>
  ({
    method: 'POST' as const,
    path,
    summary,
    body: Separation,
    response: After,
    status: 200 as const,
    errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'FORBIDDEN'],
  }) satisfies Operation

export const personOperations = operations({
  search: {
    method: 'POST',
    path: '/v1/people/search',
    role: 'viewer',
    summary: 'Find people by an identifier, or by name and postcode; what is sought stands in no URL and no log',
    body: PeopleSearch,
    response: z.object({ people: z.array(PersonFound).describe('At most 25') }),
    status: 200,
    errors: ['VALIDATION_FAILED'],
  },
  read: {
    method: 'GET',
    path: person,
    summary: 'All that is known of a person, and why; the id of somebody whom another took in finds the other',
    response: Person,
    status: 200,
    errors: ['NOT_FOUND'],
  },
  events: {
    method: 'GET',
    path: `${person}/events`,
    summary:
      'The events of a person, the newest first: of files, and of sources also those that came since the last build',
    query: z.strictObject({
      streams: z.string().max(2000).optional().describe('Names with commas between them'),
      since: z.iso.date().optional().describe('The first day'),
      until: z.iso.date().optional().describe('The last day'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      next: z.string().max(500).optional().describe('`next` of the page before'),
    }),
    response: z.object({
      events: z.array(Event),
      streams: z.array(z.object({ name: LakeName, count: Count })).describe('All streams of the person’s events'),
      next: z.string().nullable(),
    }),
    status: 200,
    errors: ['VALIDATION_FAILED', 'NOT_FOUND'],
  },
  merges: {
    method: 'GET',
    path: `${person}/merges`,
    summary: 'Which records made the person one, what did not join and why, and what somebody has separated',
    response: Merges,
    status: 200,
    errors: ['NOT_FOUND'],
  },
  separate: decision(
    `${person}/separate`,
    'Decide that identifiers are not of one person: as if they had never met, now and in every later build',
  ),
  rejoin: decision(`${person}/rejoin`, 'Take a separation back'),
})
