import type { Examples } from '../../contract/with-examples.ts'
import { id } from '../example-shop.ts'

export const examples: Partial<Examples> = {
  components: {
    Session: [
      {
        account_id: id.accounts,
        account_name: 'Example Shop',
        mode: 'live',
        role: 'editor',
        email: 'mira@example.com',
        can_switch: true,
        ends_at: '2024-06-10T06:00:00.000Z',
      },
    ],
  },
  operations: {
    'sessions.links': {
      body: { email: 'mira@example.com' },
      response: { note: 'If a member has this address, a link is on its way.' },
    },
    'sessions.patch': { body: { mode: 'test' } },
    'sessions.create': { body: { api_key: 'live_0123456789012345678901234567890123456789012' } },
  },
  fields: { token: ['0123456789012345678901234567890123456789012'] },
}
