import type { Dimension } from '../../lake/features/dimension.ts'
import type { CodedProperty, StreamEvents } from '../../lake/features/events.ts'
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
const productsTold = 100

/** What of a plan decides whose orders count. */
export type RevenuePlan = Pick<PersonasPlan, 'stream'> & { people: Pick<PersonasPlan['people'], 'streams'> }

/** What must be read of the cohort's stream: its orders, and their value and product where it has these. */
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
 * Orders, value, lifetime and products of each of `k` personas, from the events of the cohort's stream and everybody's
 * persona. A person's events lie together in order of time, so those of one month do, too: one look at each.
 */
export async function revenueOfShard(events: StreamEvents, personas: Int32Array, k: number): Promise<RevenueRow[]> {
  const values = valuesOf(events)
  const product = events.coded.find(({ property }) => property === 'product')
  const { starts, time } = events
  const { first: firstMonth, ends } = monthsOf(time)
  const told: RevenueRow[] = []
  for (let persona = 0; persona < k; persona++) {
    const row = (by: RevenueRow['by'], key = ''): RevenueRow => ({
      ...{ persona, by, key },
      ...{ people: 0, orders: 0, value: 0, lifetime: 0 },
    })
    const all = row('all')
    const months = ends.map((_, month) => row('month', monthName(firstMonth + month)))
    const products = product && countProducts(product, values)
    for (let person = 0; person < personas.length; person++) {
      const until = starts[person + 1]!
      if (personas[person] !== persona || starts[person] === until) continue
      const first = time[starts[person]!]!
      for (let event = starts[person]!; event < until; ) {
        const month = monthOf(time[event]!) - firstMonth
        const end = ends[month]!
        const from = event
        let value = 0
        do value += values[event++]!
        while (event < until && time[event]! < end)
        const sums = months[month]!
        sums.people++
        sums.orders += event - from
        sums.value += value
        sums.lifetime += wholeSeconds(first, time[event - 1]!)
      }
      if (products) products.take(person, starts[person]!, until)
      all.people++
      all.lifetime += wholeSeconds(first, time[until - 1]!)
    }
    if (all.people === 0) continue
    const byMonth = months.filter(({ people }) => people > 0).sort((a, b) => (a.key < b.key ? -1 : 1))
    for (const { orders, value } of byMonth) {
      all.orders += orders
      all.value += value
    }
    told.push(all, ...byMonth)
    if (products) told.push(...(await products.most((key) => row('product', key))))
  }
  return told
}

const wholeSeconds = (from: number, until: number) => Math.floor((until - from) / 1e6)

/** The months from the first event's to the last one's: the number of the first, and the moment at which each ends. */
function monthsOf(time: Float64Array): { first: number; ends: number[] } {
  let [oldest, newest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const moment of time) {
    if (moment < oldest) oldest = moment
    if (moment > newest) newest = moment
  }
  if (oldest > newest) return { first: 0, ends: [] }
  const first = monthOf(oldest)
  return { first, ends: Array.from({ length: monthOf(newest) - first + 1 }, (_, month) => endOfMonth(first + month)) }
}

/** Each event's value in ten-thousandths, 0 where it has none. */
function valuesOf({ numbers, time }: StreamEvents): Float64Array {
  const told = new Float64Array(time.length)
  const value = numbers.find(({ property }) => property === 'value')
  if (!value) return told
  const { values, present, unit } = value
  for (let event = 0; event < told.length; event++) {
    if (present?.[event] !== 0) told[event] = (values[event]! * 10_000) / unit
  }
  return told
}

/** Counts the products of one persona's people, who come one after the other. `values`: of each event. */
function countProducts({ codes, size, textsOf }: CodedProperty, values: Float64Array) {
  const people = new Int32Array(size)
  const orders = new Int32Array(size)
  const value = new Float64Array(size)
  // Who ordered a product last.
  const by = new Int32Array(size).fill(-1)
  return {
    take(person: number, from: number, until: number) {
      for (let event = from; event < until; event++) {
        const code = codes[event]!
        if (code < 0) continue
        if (by[code] !== person) people[code]!++
        by[code] = person
        orders[code]!++
        value[code]! += values[event]!
      }
    },
    /** The products that were ordered most, ties by name, told in order of their names: codes ascend as names do. */
    async most(row: (key: string) => RevenueRow): Promise<RevenueRow[]> {
      const codes = [...orders.keys()].filter((code) => orders[code]! > 0)
      const most = codes.sort((a, b) => orders[b]! - orders[a]! || a - b).slice(0, productsTold)
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
