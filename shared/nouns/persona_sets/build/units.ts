import type { Dimension } from '../../../lake/features/dimension.ts'
import { isMoney } from '../../../lake/ingest/formats.ts'
import { ofType, type Resource } from '../../../model/resource.ts'

/**
 * The dimensions with the units that the customer's own words give: a trait's `unit`, else `$` where every dataset that
 * fills the trait or the stream's property calls its column `currency_dollars` or `currency_cents` (read as dollars, too).
 * Money of which nobody said a currency stays without one.
 */
export function withUnits(dimensions: Dimension[], resources: Resource[]): Dimension[] {
  const datasets = ofType(resources, 'datasets').map(({ config }) => config)
  const traits = ofType(resources, 'traits').map(({ config }) => config)
  const unitOf = ({ kind, measure, stream, property, trait }: Dimension): string | undefined => {
    if (kind !== 'number') return undefined
    if (trait !== undefined) {
      const said = traits.find(({ name }) => name === trait)?.unit
      return said ?? dollars(datasets.map((one) => one.output_to_traits?.[trait]))
    }
    if (measure !== 'total' && measure !== 'average') return undefined
    return dollars(datasets.map((one) => one.output_to_streams?.[stream ?? '']?.data_map[property ?? '']))
  }
  return dimensions.map((dimension) => {
    const unit = dimension.unit ?? unitOf(dimension)
    return unit === undefined ? dimension : { ...dimension, unit }
  })
}

/** `$` when there are such columns and every one is money. */
function dollars(columns: ({ format?: string | undefined } | undefined)[]): '$' | undefined {
  const filling = columns.filter((column) => column !== undefined)
  return filling.length > 0 && filling.every(({ format }) => isMoney(format)) ? '$' : undefined
}
