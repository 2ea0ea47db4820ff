import type { FlatEvent } from './flat-event.ts'

/** How often each name stands in a part of the log. */
type Counts = Record<string, number>

/** The names in a part of a source's log: which columns its events need. */
export interface Survey {
  events: number
  /** Kinds of identifiers, and parts of names of people. */
  kinds: Counts
  names: Counts
  streams: Record<string, { events: number; properties: Counts }>
  traits: Counts
}

/** The names of a source that become streams, properties and traits, and the kinds of its identifiers. */
export interface Catalogue {
  kinds: string[]
  names: string[]
  /** In the order in which they came up: a stream that is new does not change the places of the others. */
  streams: { name: string; properties: string[] }[]
  traits: string[]
  /** Whether there are more names than streams. */
  has_rest: boolean
}

/** The stream of all events whose names are too many, and the property that says their name. */
export const restStream = 'events'
export const restName = 'event_name'

const most = { streams: 200, properties: 100, columns: 2000, traits: 100, kinds: 40 }
/** A survey of a part keeps so many names: whoever knows the key of a website can send others without end. */
const kept = { streams: 1000, properties: 200, traits: 300, kinds: 100 }

export const noSurvey = (): Survey => ({ events: 0, kinds: {}, names: {}, streams: {}, traits: {} })

const count = (counts: Counts, name: string, by = 1): void => {
  counts[name] = (counts[name] ?? 0) + by
}

/** Adds an event to a survey, in place. */
export function surveyEvent(survey: Survey, { who, stream, properties, traits }: FlatEvent): void {
  survey.events++
  for (const kind of new Set(who.identifiers.map((one) => one.kind))) count(survey.kinds, kind)
  for (const part of Object.keys(who.name ?? {})) count(survey.names, part)
  if (stream) {
    survey.streams[stream.name] ??= { events: 0, properties: {} }
    const one = survey.streams[stream.name]!
    one.events++
    for (const name of properties.keys()) count(one.properties, name)
  }
  for (const [name, value] of traits) if (value !== null) count(survey.traits, name)
}

/** A survey without the rarest names, where there are too many. */
export function cutSurvey({ events, kinds, names, streams, traits }: Survey): Survey {
  const frequent = Object.entries(streams)
    .sort(([a, one], [b, other]) => other.events - one.events || (a < b ? -1 : 1))
    .slice(0, kept.streams)
    .map(([name, one]) => [name, { ...one, properties: top(one.properties, kept.properties) }])
  return {
    ...{ events, names, kinds: top(kinds, kept.kinds), traits: top(traits, kept.traits) },
    streams: Object.fromEntries(frequent),
  }
}

/** The most frequent names; of equally frequent ones the first in the alphabet. */
const topNames = (counts: Counts, limit: number): string[] =>
  Object.entries(counts)
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([name]) => name)
const top = (counts: Counts, limit: number): Counts =>
  Object.fromEntries(topNames(counts, limit).map((name) => [name, counts[name]!]))

/** The sum of surveys. */
export function mergeSurveys(parts: readonly Survey[]): Survey {
  const all = noSurvey()
  const add = (to: Counts, from: Counts) => {
    for (const [name, by] of Object.entries(from)) count(to, name, by)
  }
  for (const part of parts) {
    all.events += part.events
    add(all.kinds, part.kinds)
    add(all.names, part.names)
    add(all.traits, part.traits)
    for (const [name, { events, properties }] of Object.entries(part.streams)) {
      all.streams[name] ??= { events: 0, properties: {} }
      all.streams[name].events += events
      add(all.streams[name].properties, properties)
    }
  }
  return all
}

/**
 * The names of a source's log that become columns: the most frequent ones, as far as there is room. The events of all other
 * names meet in the stream `events`, each with its name.
 * @param parts surveys in the order of their hours
 */
export function catalogueOf(parts: readonly Survey[]): Catalogue {
  const all = mergeSurveys(parts)
  const volume: Counts = Object.fromEntries(Object.entries(all.streams).map(([name, one]) => [name, one.events]))
  const has_rest = Object.keys(volume).length > most.streams
  const chosen = topNames(volume, has_rest ? most.streams - 1 : most.streams)
  let room = most.columns
  const properties = new Map<string, string[]>()
  for (const name of chosen) {
    const names = topNames(all.streams[name]!.properties, Math.min(most.properties, room))
    room -= names.length
    properties.set(name, names.sort())
  }
  if (has_rest) properties.set(restStream, [...new Set([...(properties.get(restStream) ?? []), restName])].sort())
  const order = [...new Set([...parts.flatMap(({ streams }) => Object.keys(streams).sort()), restStream])]
  return {
    kinds: topNames(all.kinds, most.kinds).sort(),
    names: Object.keys(all.names).sort(),
    streams: order.flatMap((name) => (properties.has(name) ? [{ name, properties: properties.get(name)! }] : [])),
    traits: topNames(all.traits, most.traits).sort(),
    has_rest,
  }
}

/** The part of a catalogue that a part of the log has any of. */
export function catalogueIn(whole: Catalogue, part: Survey): Catalogue {
  return {
    kinds: whole.kinds.filter((kind) => kind in part.kinds),
    names: whole.names.filter((name) => name in part.names),
    streams: whole.streams.flatMap(({ name, properties }) => {
      const own = part.streams[name]
      const isRest = whole.has_rest && name === restStream
      if (!own && !isRest) return []
      const has = (property: string) => (own && property in own.properties) || (isRest && property === restName)
      return [{ name, properties: properties.filter(has) }]
    }),
    traits: whole.traits.filter((trait) => trait in part.traits),
    has_rest: whole.has_rest,
  }
}
