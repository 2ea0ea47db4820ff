import { inShort } from '../../engines/personas/describe/in-short.ts'
import type { PeopleFacts, StreamFacts } from '../people-facts.ts'
import type { Dimension } from './dimension.ts'

/** The part of a persona set's configuration that is about its dimensions. */
export interface DimensionChoice {
  clustering_dimensions?: { traits?: string[]; streams?: Record<string, string[]> }
}

const numeric = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UBIGINT|FLOAT|DOUBLE|DECIMAL)/
const kindOf = (type: string): Dimension['kind'] =>
  type === 'BOOLEAN' ? 'boolean' : numeric.test(type) ? 'number' : /^(TIMESTAMP|DATE)/.test(type) ? 'date' : 'category'

const words = (name: string) => name.replaceAll(/[_-]+/g, ' ')

/** `orders` → `order`; what is no plain plural stays and is called an event: `visit log` → `visit log event`. */
const singular = (noun: string) => (/[^s]s$/.test(noun) ? noun.slice(0, -1) : `${noun} event`)

/** `channel` → `channels`, `city` → `cities`; what ends in an s is left as it is. */
const plural = (noun: string) => (/s$/.test(noun) ? noun : `${noun.replace(/(?<=[^aeiou])y$/, 'ie')}s`)

/**
 * The dimensions of a persona set, before it is known how they spread: those that were chosen; otherwise every trait,
 * and order count, value, recency, tenure, variety and mix of products of the cohort's stream. The encoder drops
 * dimensions by which people do not differ. The product of a share and the labels of a category are filled in later
 * (`withValues`).
 */
export function chooseDimensions(
  choice: DimensionChoice,
  people: PeopleFacts,
  cohortStream: string | undefined,
): Dimension[] {
  const chosen = choice.clustering_dimensions
  const traits = chosen ? (chosen.traits ?? []) : Object.keys(people.traits).sort()
  const streams: Record<string, string[]> = chosen
    ? (chosen.streams ?? {})
    : cohortStream
      ? { [cohortStream]: ['datetime', 'value', 'product'] }
      : {}
  // A trait is called what its dataset calls it, `orders_count` too: then what is measured on the stream is `orders_count_2`.
  const taken = new Set(Object.keys(people.traits))
  return [
    ...Object.entries(streams).flatMap(([stream, properties]) => {
      const facts = people.streams[stream]
      const measured = facts ? [...new Set(properties)].flatMap((one) => streamDimensions(stream, one, facts)) : []
      return measured.map((dimension) => ({ ...dimension, name: freeName(dimension.name, taken) }))
    }),
    ...[...new Set(traits)].flatMap((trait) => {
      const facts = people.traits[trait]
      return facts ? [traitDimension(trait, facts.type)] : []
    }),
  ]
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted
  for (let n = 2; taken.has(name); n++) name = `${wanted}_${n}`
  taken.add(name)
  return name
}

/** A trait as a dimension. */
export const traitDimension = (trait: string, type: string): Dimension => ({
  name: trait,
  literate: words(trait),
  kind: kindOf(type),
  source: 'trait',
  trait,
})

function streamDimensions(stream: string, property: string, facts: StreamFacts): Dimension[] {
  const type = facts.properties[property]
  if (!type) return []
  const of = (
    measure: Dimension['measure'] & string,
    name: string,
    literate: string,
    more: Partial<Dimension> = {},
  ): Dimension => ({
    name: `${stream}_${name}`,
    literate,
    kind: 'number',
    source: 'stream',
    stream,
    measure,
    property,
    ...more,
  })
  const noun = words(stream)
  const one = singular(noun)
  if (property === 'datetime') {
    return [
      of('count', 'count', `number of ${noun}`, { concept: 'order_count' }),
      of('recency', 'recency_days', `days since the last ${one}`, { concept: 'recency', unit: 'days' }),
      of('tenure', 'tenure_days', `days since the first ${one}`, { concept: 'tenure', unit: 'days' }),
    ]
  }
  if (property === 'value') {
    return [
      of('total', 'total_value', `total value of ${noun}`, { concept: 'order_value' }),
      of('average', 'average_value', `average value of ${noun}`, { concept: 'average_value' }),
    ]
  }
  if (kindOf(type) === 'number') return [of('average', `average_${property}`, `average ${words(property)} of ${noun}`)]
  if (kindOf(type) !== 'category') return []
  return [
    of(
      'distinct',
      `distinct_${property}`,
      property === 'product' ? 'number of different products' : `number of different ${plural(words(property))}`,
      { concept: property === 'product' ? 'variety' : 'breadth' },
    ),
    // A template: one share per frequent value takes its place.
    of('share', `share_${property}`, `share of ${noun} by ${words(property)}`, {
      concept: property === 'product' ? 'product_share' : property === 'channel' ? 'channel' : 'other',
    }),
  ]
}

/** The number of values of a text property that get a separate share each. */
const maxShares = 12
/** The number of values of a category that stay separate. */
export const maxLabels = 255

/** Fills in what only the data knows: the frequent values of shares, the labels of categories. */
export function withValues(dimensions: Dimension[], valuesOf: (dimension: Dimension) => string[]): Dimension[] {
  return dimensions.flatMap((dimension): Dimension[] => {
    if (dimension.measure === 'share' && dimension.value === undefined) {
      return valuesOf(dimension)
        .slice(0, maxShares)
        .map((value) => ({
          ...dimension,
          name: `${dimension.name}:${value}`,
          literate: `share of "${inShort(value)}" among ${words(dimension.stream ?? '')}`,
          subject: value,
          value,
        }))
    }
    if (dimension.kind === 'category' && dimension.source === 'trait') {
      return [{ ...dimension, labels: valuesOf(dimension).slice(0, maxLabels).sort() }]
    }
    return [dimension]
  })
}
