import type { Examples } from '../../contract/with-examples.ts'
import { built, monday } from '../example-shop.ts'

const id = '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e0c'
const member = { id, email: 'mira@example.com', role: 'editor', created_at: monday, last_signed_in_at: built }

export const examples: Partial<Examples> = {
  ids: { members: id },
  components: {
    Member: [{ ...member, mail_error: 'The invitation was not sent: sending is paused at the mail service.' }],
  },
  operations: {
    'members.create': { body: { email: member.email, role: member.role } },
    'members.patch': { body: { role: 'owner' } },
  },
}
