import type { TraitDecision } from '../encode/encoder.ts'

const ORDERS = /\b(orders?|purchases?|sales?)\b/i
/** `web_orders_total_value` → `web_orders`: the lake names what it measures on a stream after the stream. */
const STREAM_OF_NAME = /^(.+?)_(?:count|recency_days|tenure_days|total_value|average_.+|distinct_.+|share_.+)$/
/** `share of "Tea" among web orders` → `web orders`. */
const STREAM_IN_WORDS = /\b(?:of|among|last|first) ([^"]+)$/

/**
 * Whether a trait is measured on a stream of orders, purchases or sales: only of such a trait may be said that people order,
 * buy or spend. Of a stream of visits or tickets the trait is named as it is.
 */
export function isOfOrders({ source, name, literate }: Pick<TraitDecision, 'source' | 'name' | 'literate'>): boolean {
  if (source !== 'stream') return false
  const [measured = ''] = name.split(':')
  const stream = STREAM_OF_NAME.exec(measured)?.[1] ?? STREAM_IN_WORDS.exec(literate)?.[1] ?? ''
  return ORDERS.test(stream.replaceAll(/[_-]+/g, ' '))
}

/** Whether a trait is measured on a stream of anything else. */
export const isOfOtherEvents = (plan: Pick<TraitDecision, 'source' | 'name' | 'literate'>): boolean =>
  plan.source === 'stream' && !isOfOrders(plan)
