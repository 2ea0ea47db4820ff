import * as z from 'zod'
import { envelope, Name } from './fields.ts'
import { operations } from './operation.ts'

export const Account = z.object({
  ...envelope,
  name: Name,
  mode: z.enum(['live', 'test']),
  twin_account_id: z.string().describe('The account of the other mode: nothing is shared with it but the name'),
})

export const accountOperations = operations({
  list: {
    method: 'GET',
    path: '/v1/accounts',
    summary: 'The accounts that this key may see: its own',
    response: z.array(Account),
    status: 200,
    errors: [],
  },
  current: {
    method: 'GET',
    path: '/v1/accounts/current',
    summary: 'The account of this key',
    response: Account,
    status: 200,
    errors: [],
  },
  read: {
    method: 'GET',
    path: '/v1/accounts/{id}',
    summary: 'Read one account',
    response: Account,
    status: 200,
    errors: ['NOT_FOUND'],
  },
})
