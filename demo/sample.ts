import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { drawCustomers } from './sample/customers.ts'
import { drawOrders, type SampleOrder } from './sample/orders.ts'
import { drawPeople, type SamplePerson } from './sample/people.ts'
import { seeded } from './sample/random.ts'

/** The planted facts, so that a test can compare the found ones with them. */
interface PlantedTruth {
  people: PlantedPerson[]
  /** Rows of the files, without headers. */
  rows: { orders_2024: number; orders_2025: number; customers: number }
  /** Rows that stand in both order files, to the letter: they count once. */
  repeated: number
  /** Different order rows that say nothing about who ordered. */
  anonymous: number
}

export interface PlantedPerson {
  segment: string
  lead: boolean
  /** Those that the files hold, in lower case; two where the person changed address and only the phone joins them. */
  emails: string[]
  orders: number
  /** Sum of the amounts, in cents; blank amounts add nothing. */
  cents: number
}

export interface Sample {
  orders: [string, string]
  customers: string
  truth: PlantedTruth
}

/**
 * Writes the files of an invented shop, Lumen & Loom, into `directory`: `orders/orders-2024.csv`,
 * `orders/orders-2025.csv` and the CRM export `customers/customers.csv`; gives their paths and what was planted.
 * All of it is synthetic. The same seed and number of people give the same bytes. On top of `people` customers there is
 * one lead, who never ordered, for every 15.
 */
export function writeSample(directory: string, { seed = 7, people = 3000 } = {}): Sample {
  const random = seeded(seed)
  const everybody = drawPeople(random, people, Math.round(people / 15))
  const orders = drawOrders(random, everybody)
  const customers = drawCustomers(random, everybody)

  // The export of 2025 was taken from 20 December on: twelve days stand in both files.
  const of2024 = orders.filter(({ cells }) => cells.updated_at < '2025')
  const of2025 = orders.filter(({ cells }) => cells.updated_at >= '2024-12-20')
  const paths = {
    orders_2024: write(
      directory,
      'orders',
      'orders-2024.csv',
      of2024.map(({ cells }) => cells),
    ),
    orders_2025: write(
      directory,
      'orders',
      'orders-2025.csv',
      of2025.map(({ cells }) => cells),
    ),
    customers: write(directory, 'customers', 'customers.csv', customers),
  }
  const written = [...orders.map(({ cells }) => cells.account_email), ...customers.map(({ email }) => email)].map(bare)
  return {
    orders: [paths.orders_2024, paths.orders_2025],
    customers: paths.customers,
    truth: {
      people: planted(everybody, orders, new Set(written)),
      rows: { orders_2024: of2024.length, orders_2025: of2025.length, customers: customers.length },
      repeated: of2024.length + of2025.length - orders.length,
      anonymous: orders.filter(({ person }) => person === null).length,
    },
  }
}

const bare = (email: string) => email.trim().toLowerCase()

function planted(everybody: SamplePerson[], orders: SampleOrder[], written: Set<string>): PlantedPerson[] {
  const byPerson = Map.groupBy(orders, ({ person }) => person)
  return everybody.map((person) => {
    const theirs = byPerson.get(person) ?? []
    const cents = theirs.reduce((sum, order) => sum + (order.cents ?? 0), 0)
    // Who moved may have written only the old address, or only the new one.
    const emails = person.emails.filter((email) => written.has(email))
    return { segment: person.segment.key, lead: person.lead, emails, orders: theirs.length, cents }
  })
}

function write<Row extends object>(directory: string, folder: string, file: string, rows: Row[]): string {
  const header = Object.keys(rows[0] ?? {})
  const lines = [header, ...rows.map((row) => Object.values(row) as string[])]
  mkdirSync(join(directory, folder), { recursive: true })
  const path = join(directory, folder, file)
  writeFileSync(path, `${lines.map((cells) => cells.map(cell).join(',')).join('\n')}\n`)
  return path
}

/** RFC 4180: quoted where it must be. */
function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
