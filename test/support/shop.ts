import { seeded } from '../../demo/sample/random.ts'
import { tutorial } from '../../demo/tutorial.ts'
import type { Customer } from './customer.ts'

/** How the invented shop's order files are read. */
export const ordersDataset = tutorial.dataset

/** How its CRM export is read. */
export const crmDataset = {
  name: 'crm',
  options: { type: 'hosted_csv', upload_directory: 'crm' },
  identity_sets: {
    customer: { email: 'email', person_first_name: 'first_name', person_last_name: 'last_name' },
  },
  incremental_column: 'updated_at',
  output_to_traits: { age: { column_name: 'age' }, home: { column_name: 'home' } },
}

/** Two kinds of people that anybody can tell apart: the even ones buy little and often, the odd ones seldom and dear. */
export const person = (number: number) => ({
  email: `person-${number}@example.com`,
  first_name: `First${number}`,
  last_name: `Last${number}`,
  often: number % 2 === 0,
})

export const orderHeader = 'account_email,product,amount,updated_at'

/** Orders of the people from `from` up to `to`, as CSV with a header. The same numbers give the same bytes. */
export function ordersCsv(from: number, to: number, { day = '2024-06-01' } = {}): string {
  const random = seeded(from * 1000 + to)
  const lines = [orderHeader]
  for (let number = from; number < to; number++) {
    const { email, often } = person(number)
    for (let order = 0; order < (often ? 6 : 2); order++) {
      const amount = ((often ? random.int(500, 1500) : random.int(9000, 15000)) / 100).toFixed(2)
      const time =
        Date.parse(day) - (often ? random.int(0, 30) : random.int(150, 300)) * 86_400_000 + random.int(0, 86_399) * 1000
      lines.push(`${email},${often ? 'mug' : 'lamp'},${amount},${new Date(time).toISOString().slice(0, 19)}Z`)
    }
  }
  return `${lines.join('\n')}\n`
}

/** CRM records of the people from `from` up to `to`. */
export function crmCsv(from: number, to: number): string {
  const random = seeded(from * 1000 + to + 1)
  const lines = ['email,first_name,last_name,age,home,updated_at']
  for (let number = from; number < to; number++) {
    const { email, first_name, last_name, often } = person(number)
    lines.push(
      [
        email,
        first_name,
        last_name,
        often ? random.int(20, 30) : random.int(55, 75),
        often ? 'rents' : 'owns',
        '2024-01-01',
      ].join(','),
    )
  }
  return `${lines.join('\n')}\n`
}

/** Cohort, persona set, scope and target as the tutorial makes them, on whatever fills the stream `orders`. */
export async function makeChain(customer: Customer, more: { set?: object; scope?: object; target?: object } = {}) {
  const cohort = await customer.post('/cohorts', tutorial.cohort)
  const set = await customer.post('/persona_sets', {
    ...tutorial.personaSet(cohort.id),
    number_of_clusters: 2,
    ...more.set,
  })
  const scope = await customer.post('/scopes', {
    ...tutorial.scope(cohort.id, set.id),
    name: 'Everybody',
    preview: false,
    ...more.scope,
  })
  const target = await customer.post('/targets', { ...tutorial.target(scope.id), human_readable: true, ...more.target })
  return {
    cohort: `/cohorts/${cohort.id}`,
    set: `/persona_sets/${set.id}`,
    scope: `/scopes/${scope.id}`,
    target: `/targets/${target.id}`,
    ids: { cohort: String(cohort.id), set: String(set.id), scope: String(scope.id), target: String(target.id) },
  }
}
