import type { Duck } from '../../lake/duck.ts'
import { quoteName } from '../../lake/quote.ts'
import type { PersonasPlan } from './prepare.ts'

/** Sums of the orders of one persona's people: over all time, in one month, or of one product. All whole numbers. */
export interface RevenueRow {
  persona: number
  by: 'all' | 'month' | 'product'
  /** `2025-11`, the product, or empty. */
  key: string
  /** People with such an order. */
  people: number
  orders: number
  /** In ten-thousandths, so that shards add up exactly. */
  value: number
  /** Their whole seconds from a person's first order ever to the last of these, added up; 0 for products. */
  lifetime: number
}

/** As many products as a shard tells of each persona: the most ordered. */
const productsTold = 100

/** What of a plan decides whose orders count, and until when. */
export type RevenuePlan = Pick<PersonasPlan, 'as_of' | 'stream'> & { people: Pick<PersonasPlan['people'], 'streams'> }

/** Orders, value, lifetime and products per persona of the cohort's stream; nothing for a cohort without a stream. */
export async function revenueOfShard(db: Duck, plan: RevenuePlan): Promise<RevenueRow[]> {
  if (!plan.stream) return []
  const properties = plan.people.streams[plan.stream]?.properties ?? {}
  const sums = (of: string) =>
    `CAST(sum(${of}.orders) AS BIGINT) AS orders, CAST(coalesce(sum(${of}.value), 0) * 10000 AS BIGINT) AS value`
  const lifetime = (last: string) =>
    `CAST(sum((epoch_us(${last}) - epoch_us(p.first)) // 1000000) AS BIGINT) AS lifetime`
  const parts = [
    `SELECT persona, 'all' AS by, '' AS key, count(*) AS people, ${sums('p')}, ${lifetime('p.last')} FROM per_person p
     GROUP BY persona`,
    `SELECT m.persona, 'month', strftime(month, '%Y-%m'), count(*), ${sums('m')},
     ${lifetime('m.last')} FROM per_month m JOIN per_person p USING (person_id) GROUP BY ALL`,
  ]
  if (properties.product) {
    parts.push(`SELECT * FROM (SELECT persona, 'product', CAST(product AS VARCHAR) AS key, count(DISTINCT person_id),
        ${sums('o')}, 0 AS lifetime
      FROM (SELECT *, 1 AS orders FROM ordered) o WHERE product IS NOT NULL GROUP BY ALL)
      QUALIFY row_number() OVER (PARTITION BY persona ORDER BY orders DESC, key) <= ${productsTold}`)
  }
  return db.rows<RevenueRow>(`WITH ordered AS (
      SELECT a.persona, a.person_id, e.datetime, ${properties.value ? 'e.value' : 'NULL::DECIMAL(18,4) AS value'}
        ${properties.product ? ', e.product' : ''}
      FROM assigned a JOIN ${quoteName(`stream-${plan.stream}`)} e USING (person_id)
      WHERE e.datetime <= make_timestamp(${Math.round(Date.parse(plan.as_of) * 1000)})),
    per_month AS (
      SELECT persona, person_id, date_trunc('month', datetime) AS month, count(*) AS orders, sum(value) AS value,
        min(datetime) AS first, max(datetime) AS last
      FROM ordered GROUP BY ALL),
    per_person AS (
      SELECT persona, person_id, sum(orders) AS orders, sum(value) AS value, min(first) AS first, max(last) AS last
      FROM per_month GROUP BY ALL)
    ${parts.join(' UNION ALL ')} ORDER BY ALL`)
}
