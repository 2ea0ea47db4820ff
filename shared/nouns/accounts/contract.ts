import * as z from 'zod'
import { envelope, ids, Name } from '../../contract/fields.ts'
import { operations } from '../../contract/operation.ts'
import { zoneExists } from '../../engines/schedules/zone.ts'

export const Account = z.object({
  ...envelope,
  name: Name,
  slug: z
    .string()
    .optional()
    .describe(
      'The name in small letters of ASCII, as the Profile API takes it for the space; it changes with the name',
    ),
  mode: z.enum(['live', 'test']),
  avoid_protected_traits: z
    .boolean()
    .describe('Personas are not named or drawn by age, gender, marital status and the like'),
  currency: z.string().describe('ISO 4217: the currency in which sums of money are said'),
  time_zone: z.string().describe('IANA name: the clock by which the dashboard says times'),
  twin_account_id: z.string().describe('The account of the other mode: nothing is shared with it but the name'),
})

const currencies = new Set(Intl.supportedValuesOf('currency'))

const AccountPatch = z.strictObject({
  name: Name.optional(),
  avoid_protected_traits: z.boolean().optional(),
  currency: z
    .string()
    .refine((code) => currencies.has(code), {
      error: ({ input }) => `"${input}" is no currency code of ISO 4217, such as EUR`,
    })
    .optional()
    .describe(
      'Of money that a dataset calls currency_dollars or currency_cents; from the next build of each persona set on',
    ),
  time_zone: z
    .string()
    .refine((zone) => zoneExists(zone), {
      error: ({ input }) => `"${input}" is no time zone, such as Europe/Berlin`,
    })
    .optional(),
})

export const accountOperations = operations({
  list: {
    method: 'GET',
    path: '/v1/accounts',
    summary: 'The accounts that this key may see: its own',
    query: ids,
    response: z.array(Account),
    status: 200,
    errors: ['VALIDATION_FAILED'],
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
  patch: {
    method: 'PATCH',
    path: '/v1/accounts/{id}',
    summary:
      'Rename the account, say in which currency its money and by which clock its times are, or whether protected traits may name personas; `current` is an id too',
    body: AccountPatch,
    response: Account,
    status: 200,
    errors: ['VALIDATION_FAILED', 'NOT_FOUND'],
  },
})
