import type { PeopleFacts, StreamFacts, TraitFacts } from '../../lake/people-facts.ts'
import { ofType, type Resource } from '../../model/resource.ts'
import type { Reads } from '../../planner/planned.ts'
import { type Attributes, attributesOf, streamsNamed, streamsOf } from './attributes.ts'

/**
 * The attributes that the account's datasets promise, before any file is read. Of a property it is not known then whether
 * it is of numbers or of texts: both kinds of measures are promised.
 */
export function promisedAttributes(all: Resource[]): Attributes {
  const streams: Record<string, StreamFacts['properties']> = {}
  for (const { config } of ofType(all, 'streams')) streams[config.name] ??= { datetime: 'TIMESTAMP' }
  for (const { config } of ofType(all, 'datasets')) {
    for (const [name, { data_map }] of Object.entries(config.output_to_streams ?? {})) {
      streams[name] = { ...streams[name], ...Object.fromEntries(Object.keys(data_map).map((one) => [one, 'any'])) }
    }
  }
  // The properties of sources' events are known once they are read.
  for (const { output } of ofType(all, 'people')) {
    for (const [name, { properties }] of Object.entries(output?.streams ?? {})) {
      streams[name] = { ...Object.fromEntries(Object.keys(properties).map((one) => [one, 'any'])), ...streams[name] }
    }
  }
  const traits = Object.fromEntries(ofType(all, 'traits').map(({ config }) => [config.name, aTrait]))
  const [texts, numbers] = ['VARCHAR', 'DOUBLE'].map((type) => {
    const facts = Object.entries(streams).map(([name, properties]) => {
      const typed = Object.keys(properties).map((property) => [property, fixed[property] ?? type])
      return [name, { ...aStream, properties: Object.fromEntries(typed) }]
    })
    return attributesOf({ traits, streams: Object.fromEntries(facts) })
  }) as [Attributes, Attributes]
  return {
    find: (name) => texts.find(name) ?? numbers.find(name),
    names: [...new Set([...texts.names, ...numbers.names])],
  }
}

const aTrait: TraitFacts = { digest: '', type: 'VARCHAR', known_count: 0, distinct_count: 0 }
const aStream = { digest: '', event_count: 0, people_count: 0, newest: '', oldest: '' }
const fixed: Record<string, string> = { datetime: 'TIMESTAMP', value: 'DOUBLE', product: 'VARCHAR', channel: 'VARCHAR' }

/**
 * The traits and streams that a scope's attributes are made of. A name that nothing has yet is one of the stream that it
 * may be about, where that one is not filled, and else a trait's.
 */
export function attributesRead(
  { config: { payload } }: Resource<'scopes'>,
  all: Resource[],
  people: PeopleFacts,
): Required<Pick<Reads, 'streams' | 'traits'>> {
  const streamsNotFilled = ofType(all, 'streams').filter(({ config }) => !people.streams[config.name])
  const read = { streams: new Set<string>(), traits: new Set<string>() }
  let known: Attributes | undefined
  for (const name of payload.attributes ?? []) {
    const about = streamsNamed(name)
    if (!about.length || Object.hasOwn(people.traits, name)) {
      read.traits.add(name)
      continue
    }
    known ??= attributesOf(people)
    const found = known.find(name)
    if (found) {
      for (const stream of streamsOf([found])) read.streams.add(stream)
      continue
    }
    const waited = streamsNotFilled.find(({ config }) => about.includes(config.name))
    // A property that turns out to hold texts has no average. Its stream is there, and the build says so.
    if (waited) read.streams.add(waited.config.name)
    else if (!about.some((stream) => Object.hasOwn(people.streams, stream))) read.traits.add(name)
  }
  return { streams: [...read.streams], traits: [...read.traits] }
}
