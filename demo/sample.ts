import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sampleFiles } from './sample/files.ts'
import type { SampleOrder } from './sample/orders.ts'
import type { SamplePerson } from './sample/people.ts'

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
  const { files, everybody, orders, written, rows } = sampleFiles({ seed, people })
  const [of2024, of2025, customers] = files.map(({ path, text }) => write(directory, path, text)) as [
    string,
    string,
    string,
  ]
  return {
    orders: [of2024, of2025],
    customers,
    truth: {
      people: planted(everybody, orders, written),
      rows: { orders_2024: rows[0], orders_2025: rows[1], customers: rows[2] },
      repeated: rows[0] + rows[1] - orders.length,
      anonymous: orders.filter(({ person }) => person === null).length,
    },
  }
}

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

function write(directory: string, path: string, text: string): string {
  const file = join(directory, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}
