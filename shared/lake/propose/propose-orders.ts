import type { DatasetConfig } from '../ingest/dataset-config.ts'
import { type OrderRole, orderRank } from './column-roles.ts'
import { type SampledColumn, shareOf } from './sampled-columns.ts'
import { type Shop, ZONES } from './shops.ts'

type Stream = NonNullable<DatasetConfig['output_to_streams']>[string]

/** How a file of orders, or of other events, fills a stream. */
export interface ProposedOrders {
  stream: Stream
  /** The column that names the order. */
  reference?: string
  time_zone?: string
  fields: Map<string, string>
}

/** The stream that a file of orders fills; undefined where no column says when something happened. */
export function proposeOrders(columns: readonly SampledColumn[], shop: Shop | undefined): ProposedOrders | undefined {
  const taken = new Set<string>()
  const take = (role: OrderRole, fits: (column: SampledColumn) => boolean): SampledColumn | undefined => {
    const found = columns
      .filter((column) => !taken.has(column.name) && column.isUsed && column.party !== 'shipping')
      .flatMap((column) => {
        const rank = orderRank(role, column)
        return rank !== undefined && fits(column) ? [{ column, rank }] : []
      })
      .sort((a, b) => a.rank - b.rank)[0]?.column
    if (found) taken.add(found.name)
    return found
  }
  const isNumber = (column: SampledColumn) => column.type === 'number' || shareOf(column, hasFigures) > 0.9
  const isNamed = (column: SampledColumn) => column.filled >= 0.9 * column.cells.length
  // Shopify calls an order by its name.
  const shopify = shop === 'shopify' ? columns.find(({ words }) => words === 'name') : undefined
  if (shopify) taken.add(shopify.name)
  const order = shopify ?? take('order', isNamed)
  const time = take('time', (column) => column.dates >= 0.9 * column.filled)
  if (!time) return undefined
  const clock =
    time.filled === 0 || shareOf(time, hasClock) < 0.5
      ? take('time_of_day', (column) => shareOf(column, hasClock) > 0.9)
      : undefined
  const zone = take('time_zone', () => true)
  const total = take('total', isNumber)
  const lineTotal = shop === 'amazon' ? take('price', isNumber) : take('line_total', isNumber)
  const price = take('price', isNumber)
  const quantity = take('quantity', isNumber)
  const product = take('product', () => true)
  const channel = take('channel', ({ distinct }) => distinct <= 50)

  const repeats = order !== undefined && order.distinct < order.filled
  const hasLines = Boolean(order && (lineTotal || price || (product && (quantity || shop)) || repeats))
  const value = amountOf({ total, lineTotal, price, quantity })
  const fields = new Map<string, string>()
  const at = (column: SampledColumn | undefined, field: string) => {
    if (column) fields.set(column.name, `output_to_streams.orders.${field}`)
  }
  at(order, hasLines ? 'event_key' : 'reference')
  for (const column of [time, clock]) at(column, 'data_map.datetime')
  at(value?.column, 'data_map.value')
  at(product, 'data_map.product')
  at(quantity, 'data_map.quantity')
  at(channel, 'data_map.channel')
  if (order && !hasLines) fields.set(order.name, 'reference_key_columns')
  const zones = new Set(zone?.cells.filter(Boolean))
  const time_zone = zones.size === 1 ? ZONES[[...zones][0]!] : undefined
  return {
    stream: {
      data_map: {
        datetime: clock ? { column_names: [time.name, clock.name] } : { column_name: time.name },
        ...(value && {
          value: { column_name: value.column.name, ...(value.by && { multiply_by: value.by.name }) },
        }),
        ...(product && { product: { column_name: product.name } }),
        ...(quantity && { quantity: { column_name: quantity.name } }),
        ...(channel && { channel: { column_name: channel.name } }),
      },
      ...(hasLines && { event_key: [order!.name] }),
      ...(hasLines && value?.per && (shop || value.per === 'line') && { value_per: value.per }),
    },
    ...(order && { reference: order.name }),
    ...(time_zone && { time_zone }),
    fields,
  }
}

const hasFigures = (cell: string) => /\d/.test(cell) && cell.length < 30
const hasClock = (cell: string) => /\d{1,2}[:h.]\d{2}/.test(cell) || /T\d{2}/.test(cell)

interface Amounts {
  total: SampledColumn | undefined
  lineTotal: SampledColumn | undefined
  price: SampledColumn | undefined
  quantity: SampledColumn | undefined
}

/** An order's total before the sum of its lines; a price of one piece is multiplied. */
function amountOf({
  total,
  lineTotal,
  price,
  quantity,
}: Amounts): { column: SampledColumn; by?: SampledColumn; per: 'event' | 'line' } | undefined {
  if (total) return { column: total, per: 'event' }
  if (lineTotal) return { column: lineTotal, per: 'line' }
  if (price) return { column: price, per: 'line', ...(quantity && { by: quantity }) }
  return undefined
}
