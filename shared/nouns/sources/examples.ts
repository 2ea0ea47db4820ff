import type { Examples } from '../../contract/with-examples.ts'
import { built, envelope, id, monday, usualOperations } from '../example-shop.ts'
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

const write_keys = [
  { ends_with: 'q3Zw', created_at: built },
  { ends_with: 'x8Qd', created_at: monday, valid_until: '2024-06-04T06:02:00.000Z' },
]
const shown = { ...envelope('sources'), ...source, write_keys }
const withKey = { ...shown, write_key: 'Vb2yK0aT1cD4eF5gH6iJ7kL8mN9oq3Zw' }

export const examples: Partial<Examples> = {
  ids: { sources: id.sources },
  components: { SourceConfig: [source], Source: [shown], SourceWithKey: [withKey] },
  fields: { limit: [20] },
  operations: {
    ...usualOperations('sources', 'Shop'),
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
