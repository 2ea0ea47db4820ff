import * as z from 'zod'
import { Email, Name, Time } from '../../contract/fields.ts'
import { operations } from '../../contract/operation.ts'
import { roles } from '../../model/role.ts'

export const Session = z.object({
  account_id: z.string(),
  account_name: Name,
  mode: z.enum(['live', 'test']),
  role: z.enum(roles).describe('Of the member; a key and an operator’s link act as owner'),
  email: z.string().optional().describe('Of the member who signed in'),
  can_switch: z
    .boolean()
    .describe('Whether PATCH may lead to the account of the other mode: not with a key, which is for its own'),
  ends_at: Time.describe('The session ends then, or after twelve hours in which it was not used'),
})

const SessionConfig = z
  .strictObject({
    api_key: z.string().max(200).optional().describe('An API key of the account'),
    token: z.string().max(200).optional().describe('The token of a link that signs in once'),
  })
  .refine(({ api_key, token }) => (api_key === undefined) !== (token === undefined), {
    error: 'say either api_key or token',
  })

export const sessionOperations = operations({
  create: {
    method: 'POST',
    path: '/v1/sessions',
    summary:
      'Sign in with a browser: the answer sets a cookie that stands for the key, and that no script of a page can read',
    body: SessionConfig,
    response: Session,
    status: 201,
    public: true,
    errors: ['VALIDATION_FAILED', 'MALFORMED_API_KEY', 'INVALID_AUTHORIZATION', 'EXPIRED_API_KEY', 'FORBIDDEN'],
  },
  current: {
    method: 'GET',
    path: '/v1/sessions/current',
    summary: 'The session of this browser',
    response: Session,
    status: 200,
    errors: ['NOT_FOUND'],
  },
  links: {
    method: 'POST',
    path: '/v1/sessions/links',
    summary:
      'Mail a link that signs in once, within ten minutes; the answer does not say whether anybody has the address',
    body: z.strictObject({ email: Email }),
    response: z.object({ note: z.string() }),
    status: 200,
    public: true,
    errors: ['VALIDATION_FAILED', 'FORBIDDEN', 'TOO_MANY_REQUESTS'],
  },
  patch: {
    method: 'PATCH',
    path: '/v1/sessions/current',
    summary: 'Look at the account of the other mode: `test` holds nothing of `live`, but has the same members',
    body: z.strictObject({ mode: z.enum(['live', 'test']) }),
    response: Session,
    status: 200,
    role: 'viewer',
    errors: ['VALIDATION_FAILED', 'NOT_FOUND', 'FORBIDDEN'],
  },
  removeAll: {
    method: 'DELETE',
    path: '/v1/sessions',
    summary: 'Sign out everywhere: ends all sessions of the member who asks, or, asked with a key, of the account',
    response: undefined,
    status: 204,
    role: 'viewer',
    errors: [],
  },
  remove: {
    method: 'DELETE',
    path: '/v1/sessions/current',
    role: 'viewer',
    summary: 'Sign out',
    response: undefined,
    status: 204,
    errors: ['NOT_FOUND'],
  },
})
