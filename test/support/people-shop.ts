import { seeded } from '../../demo/sample/random.ts'
import type { Customer } from './customer.ts'

export const emailOf = (n: number): string => `person-${n}@example.com`

/** Even ones order often, odd ones seldom and dear. Person 1 has two addresses, which a card joins. */
function orders(): string {
  const random = seeded(7)
  const lines = ['email,card,phone,first_name,last_name,postcode,state,plan,product,amount,at']
  for (let n = 0; n < 60; n++) {
    for (let i = 0; i < (n % 2 ? 2 : 6); i++) {
      const at = new Date(Date.parse('2026-01-01') + (i * 20 + (n % 10)) * 86_400_000).toISOString()
      const mail = n === 1 && i === 1 ? 'one@other.example' : emailOf(n)
      const plan = n === 1 && i === 0 ? 'free' : 'pro'
      lines.push(
        `${mail},C${n},(212) 555-01${String(n).padStart(2, '0')},Ann,Lee${n},0540${n % 5},VT,${plan},${n % 2 ? 'lamp' : 'mug'},${n % 2 ? random.int(90, 150) : random.int(5, 15)},${at}`,
      )
    }
  }
  return lines.join('\n')
}

/** A dataset of 60 people whom e-mail, phone, card, or name and address recognise. */
export async function readOrders(customer: Customer): Promise<void> {
  await customer.upload('orders/file1.csv', orders())
  await customer.post('/datasets', {
    name: 'orders',
    options: { type: 'hosted_csv', upload_directory: 'orders' },
    identity_sets: {
      customer: {
        email: 'email',
        phone: 'phone',
        person_first_name: 'first_name',
        person_last_name: 'last_name',
        postcode: 'postcode',
        state: 'state',
        external_ids: { card: 'card' },
      },
    },
    incremental_column: 'at',
    output_to_streams: {
      orders: {
        data_map: {
          datetime: { column_name: 'at' },
          value: { column_name: 'amount', format: 'currency_dollars' },
          product: { column_name: 'product' },
        },
      },
    },
    output_to_traits: { plan: { column_name: 'plan' } },
  })
}
