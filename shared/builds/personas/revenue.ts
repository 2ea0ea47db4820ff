import type { Duck } from '../../lake/duck.ts'
import { quoteName } from '../../lake/quote.ts'
import type { PersonasPlan } from './prepare.ts'

/** Sums of the orders of one persona's people: over all time, in one month, or of one product. */
export interface RevenueRow {
  persona: number
  by: 'all' | 'month' | 'product'
  /** `2025-11`, the product, or empty. */
  key: string
  people: number
  orders: number
  /** In ten-thousandths, so that shards add up exactly. */
  value: number
}

/** As many products as a shard tells of each persona: the most ordered. */
const productsTold = 100

/** Orders, value and products per persona of the cohort's stream; nothing for a cohort without a stream. */
export async function revenueOfShard(db: Duck, plan: PersonasPlan): Promise<RevenueRow[]> {
  if (!plan.stream) return []
  const properties = plan.people.streams[plan.stream]?.properties ?? {}
  const value = properties.value ? 'CAST(coalesce(sum(value), 0) * 10000 AS BIGINT)' : '0'
  const sums = `count(DISTINCT person_id) AS people, count(*) AS orders, ${value} AS value`
  const from = `FROM assigned JOIN ${quoteName(`stream-${plan.stream}`)} USING (person_id)
    WHERE datetime <= make_timestamp(${Math.round(Date.parse(plan.as_of) * 1000)})`
  const parts = [
    `SELECT persona, 'all' AS by, '' AS key, ${sums} ${from} GROUP BY persona`,
    `SELECT persona, 'month', strftime(datetime, '%Y-%m'), ${sums} ${from} GROUP BY ALL`,
  ]
  if (properties.product) {
    parts.push(`SELECT * FROM (SELECT persona, 'product', CAST(product AS VARCHAR) AS key, ${sums} ${from}
      AND product IS NOT NULL GROUP BY ALL)
      QUALIFY row_number() OVER (PARTITION BY persona ORDER BY orders DESC, key) <= ${productsTold}`)
  }
  return db.rows<RevenueRow>(`${parts.join(' UNION ALL ')} ORDER BY ALL`)
}

export interface PersonaRevenue {
  persona_id: string
  people: number
  orders: number
  value: number
  average_order_value: number | null
  orders_per_person: number | null
  value_per_person: number | null
  months: { month: string; orders: number; value: number }[]
  products: { product: string; orders: number; value: number }[]
}

/** Adds the shards up, per persona. `people` of each persona is its whole population, also who never ordered. */
export function sumRevenue(shards: RevenueRow[][], personas: { id: string; people: number }[]): PersonaRevenue[] {
  const sums = new Map<string, RevenueRow>()
  for (const row of shards.flat()) {
    const at = `${row.persona} ${row.by} ${row.key}`
    const sum = sums.get(at)
    if (sum) {
      sum.people += row.people
      sum.orders += row.orders
      sum.value += row.value
    } else {
      sums.set(at, { ...row })
    }
  }
  const money = (value: number) => Math.round(value) / 10_000
  const per = (value: number, count: number) => (count ? Math.round((value / count) * 100) / 100 : null)
  return personas.map(({ id, people }, persona) => {
    const of = (by: RevenueRow['by']) => [...sums.values()].filter((row) => row.persona === persona && row.by === by)
    const [all] = of('all')
    const orders = all?.orders ?? 0
    const value = money(all?.value ?? 0)
    return {
      persona_id: id,
      people,
      orders,
      value,
      average_order_value: per(value, orders),
      orders_per_person: per(orders, people),
      value_per_person: per(value, people),
      months: of('month')
        .sort((a, b) => (a.key < b.key ? -1 : 1))
        .map((row) => ({ month: row.key, orders: row.orders, value: money(row.value) })),
      products: of('product')
        .sort((a, b) => b.orders - a.orders || (a.key < b.key ? -1 : 1))
        .slice(0, 20)
        .map((row) => ({ product: row.key, orders: row.orders, value: money(row.value) })),
    }
  })
}
