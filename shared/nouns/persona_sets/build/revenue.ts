import type { Dimension } from '../../../lake/features/dimension.ts'
import type { CodedProperty, StreamEvents } from '../../../lake/features/events.ts'
import { endOfMonth, monthName, monthOf } from './calendar-month.ts'
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
const productsShown = 100

/** The part of a plan that decides whose orders count. */
type RevenuePlan = Pick<PersonasPlan, 'stream'> & { people: Pick<PersonasPlan['people'], 'streams'> }

/** The parts of the cohort's stream that are read: its orders, and their value and product where it has these. */
export function revenueReads({ stream, people }: RevenuePlan): Dimension[] {
  if (!stream) return []
  const properties = people.streams[stream]?.properties ?? {}
  const orders = { name: stream, literate: stream, kind: 'number', source: 'stream', stream } as const
  return [
    { ...orders, measure: 'count' },
    ...(properties.value ? [{ ...orders, measure: 'total', property: 'value' } as const] : []),
    ...(properties.product ? [{ ...orders, measure: 'distinct', property: 'product' } as const] : []),
  ]
}

/**
 * The facts that exist about a cohort's people: their orders where it has a stream, what they spend where its events
 * have a value.
 */
export const knownOf = ({ stream, people }: RevenuePlan): Known => ({
  orders: stream !== undefined,
  value: stream !== undefined && people.streams[stream]?.properties.value !== undefined,
})
export type Known = { orders: boolean; value: boolean }

/**
 * Orders, value, lifetime and products of each of `k` personas, from the events of the cohort's stream and everybody's
 * persona. A person's events lie together in order of time, so those of one month do, too: one look at each.
 */
export async function revenueOfShard(events: StreamEvents, personas: Int32Array, k: number): Promise<RevenueRow[]> {
  const valueAt = valuesOf(events)
  const product = events.coded.find(({ property }) => property === 'product')
  const { starts, time } = events
  const rows: RevenueRow[] = []
  for (let persona = 0; persona < k; persona++) {
    const row = (by: RevenueRow['by'], key = ''): RevenueRow => ({
      ...{ persona, by, key },
      ...{ people: 0, orders: 0, value: 0, lifetime: 0 },
    })
    const all = row('all')
    const months = new Map<number, { sums: RevenueRow; end: number }>()
    const products = product && countProducts(product)
    for (let person = 0; person < personas.length; person++) {
      const until = starts[person + 1]!
      if (personas[person] !== persona || starts[person] === until) continue
      const first = time[starts[person]!]!
      for (let event = starts[person]!; event < until; ) {
        const number = monthOf(time[event]!)
        let month = months.get(number)
        if (!month) {
          month = { sums: row('month', monthName(number)), end: endOfMonth(number) }
          months.set(number, month)
        }
        const from = event
        let value = 0
        do value += valueAt(event++)
        while (event < until && time[event]! < month.end)
        if (products) products.take(person, from, event, valueAt)
        month.sums.people++
        month.sums.orders += event - from
        month.sums.value += value
        month.sums.lifetime += wholeSeconds(first, time[event - 1]!)
      }
      all.people++
      all.lifetime += wholeSeconds(first, time[until - 1]!)
    }
    if (all.people === 0) continue
    const byMonth = [...months.values()].map(({ sums }) => sums).sort((a, b) => (a.key < b.key ? -1 : 1))
    for (const { orders, value } of byMonth) {
      all.orders += orders
      all.value += value
    }
    rows.push(all, ...byMonth)
    if (products) rows.push(...(await products.most((key) => row('product', key))))
  }
  return rows
}

const wholeSeconds = (from: number, until: number) => Math.floor((until - from) / 1e6)

/** An event's value in ten-thousandths, 0 where it has none. */
function valuesOf({ numbers }: StreamEvents): (event: number) => number {
  const value = numbers.find(({ property }) => property === 'value')
  if (!value) return () => 0
  const { values, present, unit } = value
  return (event) => (present && present[event] === 0 ? 0 : (values[event]! * 10_000) / unit)
}

/** Counts the products of one persona's people, who come one after the other. */
function countProducts({ codes, size, lines, textsOf }: CodedProperty) {
  const people = new Int32Array(size)
  const orders = new Int32Array(size)
  const value = new Float64Array(size)
  // Who ordered a product last.
  const by = new Int32Array(size).fill(-1)
  const count = (person: number, code: number, amount: number) => {
    if (by[code] !== person) people[code]!++
    by[code] = person
    orders[code]!++
    value[code]! += amount
  }
  return {
    take(person: number, from: number, until: number, valueAt: (event: number) => number) {
      for (let event = from; event < until; event++) {
        const code = codes[event]!
        if (code < 0) continue
        const first = lines ? lines.starts[event]! : 0
        const end = lines ? lines.starts[event + 1]! : 0
        if (first === end) count(person, code, valueAt(event))
        // Of an order's total each product has the part of its lines, in whole ten-thousandths.
        for (let line = first; line < end; line++) {
          const own = lines!.amounts[line]!
          count(person, lines!.codes[line]!, Number.isNaN(own) ? Math.round(valueAt(event) * lines!.parts[line]!) : own)
        }
      }
    },
    /** The products that were ordered most, ties by name, listed in order of their names: codes ascend as names do. */
    async most(row: (key: string) => RevenueRow): Promise<RevenueRow[]> {
      const codes = [...orders.keys()].filter((code) => orders[code]! > 0)
      const most = codes.sort((a, b) => orders[b]! - orders[a]! || a - b).slice(0, productsShown)
      const texts = await textsOf(most)
      return most
        .sort((a, b) => a - b)
        .map((code) => ({
          ...row(texts.get(code) ?? ''),
          ...{ people: people[code]!, orders: orders[code]!, value: value[code]! },
        }))
    },
  }
}
