import type { Examples } from '../../contract/with-examples.ts'
import { envelope, id } from '../example-shop.ts'

const account = { name: 'Example Shop', avoid_protected_traits: true, currency: 'EUR', time_zone: 'Europe/Berlin' }

export const examples: Partial<Examples> = {
  ids: { accounts: id.accounts },
  components: {
    Account: [
      {
        ...envelope('accounts'),
        name: account.name,
        slug: 'example-shop',
        mode: 'live',
        avoid_protected_traits: account.avoid_protected_traits,
        currency: account.currency,
        time_zone: account.time_zone,
        twin_account_id: '6a1f0c52-0c4e-4d2b-9a51-0f2d7c1b8e10',
      },
    ],
  },
  operations: { 'accounts.patch': { body: account } },
}
