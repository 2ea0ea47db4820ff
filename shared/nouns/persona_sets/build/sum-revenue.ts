import type { Known, RevenueRow } from './revenue.ts'

/** The orders of one persona: over all time, by month, and its twenty products that were ordered most. */
interface PersonaRevenue {
  persona_id: string
  /** All its people, also who never ordered. */
  people: number
  /** Those who did. */
  buyers: number
  orders: number
  value: number
  /** The means are null where nothing can be known: without a stream, without its value, of nobody. */
  average_order_value: number | null
  orders_per_person: number | null
  value_per_person: number | null
  /** Mean days between a buyer's first and last order; 0 for who ordered once. */
  lifetime_days: number | null
  months: MonthRevenue[]
  products: { product: string; orders: number; value: number }[]
}

interface MonthRevenue {
  month: string
  /** People who ordered in the month. */
  buyers: number
  orders: number
  value: number
  average_order_value: number | null
  /** How long they had been ordering by then: mean days from a buyer's first order ever to their last of the month. */
  lifetime_days: number | null
}

const productsShown = 20

/** Adds the shards up, per persona. `people` of each persona is its whole population, also who never ordered. */
export function sumRevenue(
  shards: RevenueRow[][],
  personas: { id: string; people: number }[],
  known: Known,
): PersonaRevenue[] {
  const shown = (row: Sums) => shownOf(row, known)
  const rows = addUp(shards)
  return personas.map(({ id, people }, persona) => {
    const of = (by: RevenueRow['by']) => rows.filter((row) => row.persona === persona && row.by === by)
    const all = shown(of('all')[0] ?? { people: 0, orders: 0, value: 0, lifetime: 0 })
    return {
      persona_id: id,
      people,
      ...all,
      orders_per_person: known.orders ? per(all.orders, people) : null,
      value_per_person: known.value ? per(all.value, people) : null,
      months: of('month')
        .sort((a, b) => (a.key < b.key ? -1 : 1))
        .map((row) => ({ month: row.key, ...shown(row) })),
      products: of('product')
        .sort((a, b) => b.orders - a.orders || (a.key < b.key ? -1 : 1))
        .slice(0, productsShown)
        .map((row) => ({ product: row.key, orders: row.orders, value: money(row.value) })),
    }
  })
}

/** Whole numbers, each below 2^53 for any account that fits the lake: the order of the shards does not matter. */
function addUp(shards: RevenueRow[][]): RevenueRow[] {
  const sums = new Map<string, RevenueRow>()
  for (const row of shards.flat()) {
    const at = `${row.persona} ${row.by} ${row.key}`
    const sum = sums.get(at)
    if (sum) {
      sum.people += row.people
      sum.orders += row.orders
      sum.value += row.value
      sum.lifetime += row.lifetime
    } else sums.set(at, { ...row })
  }
  return [...sums.values()]
}

const money = (value: number) => Math.round(value) / 10_000
/** Rounded to cents, or to hundredths of a day. */
const per = (value: number, count: number) => (count ? Math.round((value / count) * 100) / 100 : null)

type Sums = Pick<RevenueRow, 'people' | 'orders' | 'value' | 'lifetime'>

const shownOf = ({ people, orders, value, lifetime }: Sums, known: Known) => ({
  buyers: people,
  orders,
  value: money(value),
  average_order_value: known.value ? per(money(value), orders) : null,
  lifetime_days: per(lifetime / 86_400, people),
})
