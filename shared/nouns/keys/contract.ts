import * as z from 'zod'
import { Name, Time } from '../../contract/fields.ts'
import { operations } from '../../contract/operation.ts'
import { keyScopes } from '../../ports/store/api-keys.ts'

const Scope = z.enum(keyScopes).describe('`profiles:read` opens the Profile API for reading and nothing else')

export const Key = z.object({
  id: z.string().describe('Of the key in this list; it is no secret'),
  name: Name,
  prefix: z.string().describe('The first characters of the key, by which people recognise it'),
  scope: Scope,
  created_at: Time,
  expires_on: Time.optional(),
  last_used_on: z.string().optional().describe('The last day (UTC) on which a request came with it'),
})

export const KeyWithSecret = Key.extend({
  key: z.string().describe('The key itself: it is shown this once, and the service keeps only its SHA-256'),
})

const KeyConfig = z.strictObject({
  name: Name,
  scope: Scope.default('all'),
  expires_on: z.iso
    .datetime({ error: 'must be a time such as 2027-01-31T00:00:00Z' })
    .optional()
    .describe('The key is refused from then on; without it the key does not expire'),
})

export const keyOperations = operations({
  list: {
    method: 'GET',
    path: '/v1/keys',
    summary: 'The API keys of this account, oldest first',
    response: z.array(Key),
    status: 200,
    role: 'owner',
    errors: ['FORBIDDEN'],
  },
  create: {
    method: 'POST',
    path: '/v1/keys',
    summary: 'Make an API key of this account; the answer shows it this once',
    body: KeyConfig,
    response: KeyWithSecret,
    status: 201,
    idempotent: true,
    shownOnce: ['key'],
    role: 'owner',
    errors: ['VALIDATION_FAILED', 'FORBIDDEN', 'MAX_RESOURCES_REACHED', 'IDEMPOTENCY_KEY_REUSED', 'CONFLICT'],
  },
  remove: {
    method: 'DELETE',
    path: '/v1/keys/{id}',
    summary: 'Revoke a key: the next request with it is refused, and sessions that it opened end',
    response: undefined,
    status: 204,
    role: 'owner',
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  },
})
