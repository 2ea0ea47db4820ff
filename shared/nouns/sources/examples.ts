import type { Examples } from '../../contract/with-examples.ts'
import { buildExamples, built, envelope, id, monday, usualOperations } from '../example-shop.ts'
import { defaultIdentifiers } from './identifiers.ts'

const source = {
  name: 'Website',
  enabled: true,
  identify: true,
  allowed_origins: ['https://www.example.com'],
  identifiers: [...defaultIdentifiers, { kind: 'loyalty_id', limit: 1, window: 'ever' }],
  blocked_values: ['guest'],
  cadence: 'daily',
  retention_days: 730,
}

const writeKey = 'Vb2yK0aT1cD4eF5gH6iJ7kL8mN9oq3Zw'
const rejected = {
  index: 1,
  message_id: 'node-next-1717394520000-1',
  code: 'no_user_anon_id',
  message: 'the event has neither a userId nor an anonymousId',
}

const event = {
  userId: 'person-1',
  anonymousId: '8f1c2f7e-0b1d-4a55-9d0e-3f5a8a0c7b11',
  messageId: 'node-next-1717394520000-0',
  timestamp: monday,
  context: { direct: true },
  integrations: { All: true },
}
const sent = { sentAt: monday, writeKey }
const properties = { product: 'mug', revenue: 14.99 }
const home = { name: 'Home', category: 'Shop', properties: { url: 'https://www.example.com' } }

/** Bodies of clients, by the operation. */
const intake = {
  identify: { ...event, traits: { email: 'person-1@example.com' }, ...sent },
  track: { ...event, event: 'Item Purchased', properties, ...sent },
  page: { ...event, ...home, ...sent },
  screen: { ...event, ...home, ...sent },
  group: { ...event, groupId: 'g1', traits: { name: 'Example Ltd' }, ...sent },
  alias: { ...event, previousId: 'visitor-1', ...sent },
  batch: {
    batch: [{ type: 'track', ...event, event: 'Item Purchased', properties }],
    context: { library: { name: 'ours' } },
    integrations: { All: true },
    ...sent,
  },
}

const write_keys = [
  { ends_with: 'q3Zw', created_at: built },
  { ends_with: 'x8Qd', created_at: monday, valid_until: '2024-06-04T06:02:00.000Z' },
]
const read = {
  event_count: 1204,
  duplicate_count: 3,
  rejected_count: 0,
  identified_count: 1207,
  hours_read: 48,
  read_through: '2024-06-02T23',
  streams: [
    { name: 'page_viewed', event_count: 901 },
    { name: 'item_purchased', event_count: 254 },
  ],
  traits: ['email', 'plan'],
}
const shown = { ...envelope('sources'), ...source, ...read, write_keys }
const withKey = { ...shown, write_key: writeKey }

export const examples: Partial<Examples> = {
  ids: { sources: id.sources },
  components: {
    SourceConfig: [source],
    Source: [shown],
    SourceWithKey: [withKey],
    IntakeAnswer: [{ success: true, rejected: [rejected], rejected_count: 170_000 }],
    IntakeRefusal: [{ success: false, code: 'bad_json', message: 'the body is not JSON' }],
  },
  fields: { limit: [20], writeKey: [writeKey] },
  operations: {
    ...Object.fromEntries(Object.entries(intake).map(([name, body]) => [`intake.${name}`, { body }])),
    'intake.settings': {
      response: { integrations: { 'Segment.io': { apiKey: writeKey, apiHost: 'api.example.com/v1' } } },
    },
    ...usualOperations('sources', 'Shop'),
    ...buildExamples('sources'),
    'sources.rotate': { body: { grace_hours: 24 } },
    'sources.rejections': {
      response: [
        {
          index: 0,
          message_id: 'node-next-1717394520000-1',
          code: 'no_user_anon_id',
          message: 'the event has neither a userId nor an anonymousId',
          received_at: built,
          accepted: false,
        },
      ],
    },
    'sources.events': {
      response: [
        {
          received_at: built,
          accepted: true,
          type: 'track',
          event: 'Item Purchased',
          fields: { userId: 'text(5)', properties: { revenue: 'number', product: 'text(3)' } },
        },
        {
          received_at: built,
          accepted: false,
          code: 'no_user_anon_id',
          type: 'page',
          fields: { name: 'text(4)' },
        },
      ],
    },
  },
}
