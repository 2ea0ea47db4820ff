import * as z from 'zod'
import { Name, Time } from '../../contract/fields.ts'
import { operations } from '../../contract/operation.ts'

export const Session = z.object({
  account_id: z.string(),
  account_name: Name,
  mode: z.enum(['live', 'test']),
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
  remove: {
    method: 'DELETE',
    path: '/v1/sessions/current',
    summary: 'Sign out',
    response: undefined,
    status: 204,
    errors: ['NOT_FOUND'],
  },
})
