import { chooseDimensions } from '../../lake/features/choose-dimensions.ts'
import type { Dimension } from '../../lake/features/dimension.ts'
import type { PeopleFacts } from '../../lake/people-facts.ts'

/** A sum over all events of one stream that a person has. */
export type Total = 'count' | 'value' | 'first' | 'last'

/** A value per person that a scope's payload names by `attributes`. */
export type Attribute =
  | { from: 'trait'; trait: string }
  | { from: 'events'; stream: string; total: Total }
  | { from: 'dimension'; dimension: Dimension }

/** The attributes that an account's people can have. */
export interface Attributes {
  find(name: string): Attribute | undefined
  /** As sentences list them; `<value>` stands for any value of a property. */
  names: string[]
}

/** A name of a share ends in the value whose share it is. */
const SHARE_OF = '<value>'

/**
 * All attributes by name: every trait; `<stream>_count`, `_value`, `_first` and `_last` of every stream; and every measure of
 * its properties, as persona sets have them for dimensions. A name belongs to the first that has it. A trait keeps its name:
 * where one is called `orders_count`, the count of the stream `orders` is called `orders_count_2`, as among dimensions.
 */
export function attributesOf(people: Pick<PeopleFacts, 'streams' | 'traits'>): Attributes {
  const known = new Map<string, Attribute>()
  const shares = new Map<string, Dimension>()
  const traits = Object.keys(people.traits).sort()
  for (const trait of traits) known.set(trait, { from: 'trait', trait })
  for (const stream of Object.keys(people.streams).sort()) {
    const hasValue = people.streams[stream]!.properties.value !== undefined
    for (const total of hasValue ? totals : totals.filter((one) => one !== 'value')) {
      known.set(freeName(`${stream}_${total}`, known), { from: 'events', stream, total })
    }
  }
  const streams = Object.entries(people.streams).map(([name, { properties }]) => [name, Object.keys(properties).sort()])
  const every = { clustering_dimensions: { streams: Object.fromEntries(streams.sort()) } }
  for (const dimension of chooseDimensions(every, { ...facts, ...people }, undefined)) {
    if (dimension.measure === 'share') shares.set(dimension.name, dimension)
    else if (!known.has(dimension.name)) known.set(dimension.name, { from: 'dimension', dimension })
  }
  return {
    find(name) {
      const own = known.get(name)
      if (own) return own
      const at = name.indexOf(':')
      const share = at < 0 ? undefined : shares.get(name.slice(0, at))
      const value = name.slice(at + 1)
      return share && value ? { from: 'dimension', dimension: { ...share, name, value } } : undefined
    },
    names: [...known.keys(), ...[...shares.keys()].map((name) => `${name}:${SHARE_OF}`)],
  }
}

const totals = ['count', 'value', 'first', 'last'] as const
const facts = { prefix: '', shards: 1 }

function freeName(wanted: string, known: ReadonlyMap<string, unknown>): string {
  let name = wanted
  for (let n = 2; known.has(name); n++) name = `${wanted}_${n}`
  return name
}

/**
 * Names of the streams that an attribute may be about, by its name alone: `orders` for `orders_count`. Some of them may not
 * exist.
 */
export function streamsNamed(attribute: string): string[] {
  const text = attribute.split(':')[0]!.replace(/_\d+$/, '')
  const names = new Set<string>()
  for (let at = text.indexOf('_', 1); at > 0; at = text.indexOf('_', at + 1)) {
    if (measured.test(text.slice(at + 1))) names.add(text.slice(0, at))
  }
  return [...names]
}

const measured = /^(count|value|first|last|recency_days|tenure_days|total_value|average_.+|distinct_.+|share_.+)$/

/** The streams whose events are read for some attributes. */
export const streamsOf = (attributes: Attribute[]): string[] => [
  ...new Set(
    attributes.flatMap((one) => {
      if (one.from === 'trait') return []
      return one.from === 'events' ? one.stream : (one.dimension.stream ?? [])
    }),
  ),
]
