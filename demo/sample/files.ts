import { drawCustomers } from './customers.ts'
import { drawOrders, iso, type SampleOrder } from './orders.ts'
import { drawPeople, type SamplePerson } from './people.ts'
import { seeded } from './random.ts'

export interface SampleFiles {
  /** Path below the uploads, and the text of the file. */
  files: { path: string; text: string }[]
  everybody: SamplePerson[]
  orders: SampleOrder[]
  /** E-mail addresses that the files hold, in lower case. */
  written: Set<string>
  /** Rows of each file, without headers, in the order of the files. */
  rows: [number, number, number]
}

const dayMs = 86_400_000
/** The day of the shop's last orders. */
const lastDay = Date.parse('2025-12-31T00:00:00Z')

/**
 * The files of the invented shop as text: two order files, and the CRM export. All of it is synthetic. The same seed, number
 * of people and day give the same bytes.
 * @param until the day of the last orders; all times move by whole days
 */
export function sampleFiles({
  seed = 7,
  people = 3000,
  until,
}: {
  seed?: number
  people?: number
  until?: Date
} = {}): SampleFiles {
  const random = seeded(seed)
  const everybody = drawPeople(random, people, Math.round(people / 15))
  const orders = drawOrders(random, everybody)
  const customers = drawCustomers(random, everybody)
  const written = new Set(
    [...orders.map(({ cells }) => cells.account_email), ...customers.map(({ email }) => email)].map(bare),
  )

  // The export of 2025 was taken from 20 December on: twelve days stand in both files.
  const cells = orders.map((order) => order.cells)
  const of2024 = cells.filter(({ updated_at }) => updated_at < '2025')
  const of2025 = cells.filter(({ updated_at }) => updated_at >= '2024-12-20')
  const days = until ? Math.floor((until.getTime() - lastDay) / dayMs) : 0
  const moved = <Row extends { updated_at: string }>(rows: Row[]): Row[] =>
    days ? rows.map((row) => ({ ...row, updated_at: iso(Date.parse(row.updated_at) + days * dayMs) })) : rows
  return {
    files: [
      { path: 'orders/orders-2024.csv', text: csv(moved(of2024)) },
      { path: 'orders/orders-2025.csv', text: csv(moved(of2025)) },
      { path: 'customers/customers.csv', text: csv(moved(customers)) },
    ],
    everybody,
    orders,
    written,
    rows: [of2024.length, of2025.length, customers.length],
  }
}

const bare = (email: string) => email.trim().toLowerCase()

function csv(rows: object[]): string {
  const header = Object.keys(rows[0] ?? {})
  const lines = [header, ...rows.map((row) => Object.values(row) as string[])]
  return `${lines.map((cells) => cells.map(cell).join(',')).join('\n')}\n`
}

/** RFC 4180: quoted where it must be. */
function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
