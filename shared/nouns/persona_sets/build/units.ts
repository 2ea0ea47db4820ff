import { symbolOf } from '../../../engines/figures/money.ts'
import type { Dimension } from '../../../lake/features/dimension.ts'
import { isMoney } from '../../../lake/ingest/formats.ts'
import { ofType, type Resource } from '../../../model/resource.ts'

/**
 * The dimensions with the units that the customer's own words give: a trait's `unit`, else the symbol of the account's currency
 * where every dataset that fills the trait or the stream's property calls its column `currency_dollars` or `currency_cents`
 * (read as whole units, too). The value of a stream's events is money also where no format is said. Other numbers that nobody
 * called money stay without one.
 */
export function withUnits(dimensions: Dimension[], resources: Resource[], currency: string): Dimension[] {
  const symbol = symbolOf(currency)
  const datasets = ofType(resources, 'datasets').map(({ config }) => config)
  const traits = ofType(resources, 'traits').map(({ config }) => config)
  const unitOf = ({ kind, measure, stream, property, trait }: Dimension): string | undefined => {
    if (kind !== 'number') return undefined
    if (trait !== undefined) {
      const said = traits.find(({ name }) => name === trait)?.unit
      return said ?? (isMoneyIn(datasets.map((one) => one.output_to_traits?.[trait])) ? symbol : undefined)
    }
    if (measure !== 'total' && measure !== 'average') return undefined
    const columns = datasets.map((one) => one.output_to_streams?.[stream ?? '']?.data_map[property ?? ''])
    const isValue = property === 'value' && columns.every((column) => !column?.format || isMoney(column.format))
    return isValue || isMoneyIn(columns) ? symbol : undefined
  }
  return dimensions.map((dimension) => {
    const unit = dimension.unit ?? unitOf(dimension)
    return unit === undefined ? dimension : { ...dimension, unit }
  })
}

/** Whether there are such columns, and every one is money. */
function isMoneyIn(columns: ({ format?: string | undefined } | undefined)[]): boolean {
  const filling = columns.filter((column) => column !== undefined)
  return filling.length > 0 && filling.every(({ format }) => isMoney(format))
}
