import * as z from 'zod'
import { Email, Time } from '../../contract/fields.ts'
import { operations } from '../../contract/operation.ts'
import { roles } from '../../model/role.ts'

const RoleField = z
  .enum(roles)
  .describe(
    '`viewer` sees everything and changes nothing; `editor` also changes; `owner` also manages keys and members',
  )

export const Member = z.object({
  id: z.string(),
  email: z.string(),
  role: RoleField,
  created_at: Time,
  last_signed_in_at: Time.optional(),
  mail_error: z.string().optional().describe('Why the invitation was not mailed'),
})

const MemberConfig = z.strictObject({ email: Email, role: RoleField.default('viewer') })

export const memberOperations = operations({
  list: {
    method: 'GET',
    path: '/v1/members',
    summary: 'The people who may look at this account with a browser',
    response: z.array(Member),
    status: 200,
    role: 'owner',
    errors: ['FORBIDDEN'],
  },
  create: {
    method: 'POST',
    path: '/v1/members',
    summary: 'Invite a person: a mail with a link that signs in once, within seven days',
    body: MemberConfig,
    response: Member,
    status: 201,
    idempotent: true,
    role: 'owner',
    errors: ['VALIDATION_FAILED', 'FORBIDDEN', 'MAX_RESOURCES_REACHED', 'CONFLICT', 'IDEMPOTENCY_KEY_REUSED'],
  },
  patch: {
    method: 'PATCH',
    path: '/v1/members/{id}',
    summary: 'Give a member another role; it holds from the next request on',
    body: z.strictObject({ role: RoleField }),
    response: Member,
    status: 200,
    role: 'owner',
    errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'FORBIDDEN', 'CONFLICT'],
  },
  remove: {
    method: 'DELETE',
    path: '/v1/members/{id}',
    summary: 'Take a member away: the sessions and links of the member end at once',
    response: undefined,
    status: 204,
    role: 'owner',
    errors: ['NOT_FOUND', 'FORBIDDEN', 'CONFLICT'],
  },
})
