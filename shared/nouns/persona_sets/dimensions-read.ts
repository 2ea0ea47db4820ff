import type { OutputOf, Resource } from '../../model/resource.ts'
import { partsRead, waitsForName } from '../../planner/waits.ts'

type Read = { parts: string[]; traits: (string | undefined)[][] | undefined; events: string | undefined }

/** Digests of what a persona set's dimensions are made from, or what is missing. */
export function dimensionsRead(
  set: Resource<'persona_sets'>,
  cohort: Resource<'cohorts'>,
  people: OutputOf<'people'>,
): Read | { waitsFor: string } {
  const chosen = set.config.clustering_dimensions
  const parts = partsRead({ streams: Object.keys(chosen?.streams ?? {}), traits: chosen?.traits }, people)
  if ('waitsFor' in parts) return parts
  // Without dimensions in its configuration a set chooses among all traits, and the events of its cohort's stream.
  const stream = cohort.config.stream_name
  // The analyses read the cohort's stream, with any dimensions. Its only files may have been deleted since.
  if (stream && !people.streams[stream]) return waitsForName('stream', stream)
  return {
    parts: parts.digests,
    traits: chosen ? undefined : Object.entries(people.traits).map(([name, { digest }]) => [name, digest]),
    events: stream && people.streams[stream]?.digest,
  }
}
