import type { SamplePerson } from './people.ts'
import type { Random } from './random.ts'
import { anyProducts } from './segments.ts'
import { writeEmail, writeName, writePhone } from './spelling.ts'

/** One line of an order file, each cell as it is written, and who is behind it (null: nobody can know). */
export interface SampleOrder {
  person: SamplePerson | null
  /** Cents; null where the cell is blank. */
  cents: number | null
  cells: OrderCells
}

interface OrderCells {
  order_id: string
  account_email: string
  first_name: string
  last_name: string
  phone: string
  product: string
  quantity: string
  amount: string
  updated_at: string
}

const dayMs = 86_400_000
const end = Date.parse('2026-01-01T00:00:00Z')

/** All orders of 2024 and 2025, in the order of time; numbers count up with it. */
export function drawOrders(random: Random, people: SamplePerson[]): SampleOrder[] {
  const orders = people.filter(({ lead }) => !lead).flatMap((person) => ordersOf(random, person))
  // The sort is stable: orders of the same second keep the order of the people.
  orders.sort((a, b) =>
    a.cells.updated_at < b.cells.updated_at ? -1 : a.cells.updated_at > b.cells.updated_at ? 1 : 0,
  )
  orders.forEach((order, i) => {
    order.cells.order_id = `LL-${100_001 + i}`
  })
  return orders
}

function ordersOf(random: Random, person: SamplePerson): SampleOrder[] {
  const { segment } = person
  const [from, to] = segment.first.map((day) => Date.parse(day)) as [number, number]
  let day = from + random.int(0, (to - from) / dayMs) * dayMs
  const orders: SampleOrder[] = []
  for (let left = random.int(...segment.orders); left > 0 && day < end; left--) {
    const time = day + random.int(7 * 3600, 22 * 3600) * 1000
    orders.push(drawOrder(random, person, time, orders.length === 0))
    day += random.int(...segment.gap) * dayMs
  }
  return orders
}

function drawOrder(random: Random, person: SamplePerson, time: number, first: boolean): SampleOrder {
  const { segment, phone, emails } = person
  const quantity = random.int(...segment.quantity)
  const cents = random.chance(0.005) ? null : quantity * random.int(...segment.price)
  // Who has moved to a new address orders with it in 2025.
  const email = time >= Date.parse('2025-01-01') ? emails.at(-1)! : emails[0]!
  // A row without e-mail is known by phone and name. One in 300 gives nothing at all: counted, never guessed.
  const anonymous = !first && random.chance(1 / 300)
  const byPhone = !first && phone !== null && random.chance(0.01)
  const givesPhone = phone !== null && (byPhone || emails.length > 1 || first || random.chance(0.8))
  return {
    person: anonymous ? null : person,
    cents,
    cells: {
      order_id: '',
      account_email: anonymous || byPhone ? '' : writeEmail(random, email),
      first_name: anonymous ? '' : writeName(random, person.first_name),
      last_name: anonymous ? '' : writeName(random, person.last_name),
      phone: anonymous || !givesPhone ? '' : writePhone(random, phone!),
      product: random.pick(random.chance(0.12) ? anyProducts : segment.products),
      quantity: String(quantity),
      amount: cents === null ? '' : (cents / 100).toFixed(2),
      updated_at: iso(time),
    },
  }
}

/** ISO 8601 to the second, UTC. */
export function iso(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}
