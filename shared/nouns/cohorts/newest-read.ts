import { latestOf } from '../../builds/as-of.ts'
import type { PeopleFacts } from '../../lake/people-facts.ts'
import type { CohortConfig } from './contract.ts'

/** The newest event of the streams that a cohort looks at, ISO 8601: its stream, or every one. */
export function newestRead(
  { stream_name }: CohortConfig,
  { streams }: Pick<PeopleFacts, 'streams'>,
): string | undefined {
  const names = stream_name ? [stream_name] : Object.keys(streams)
  return latestOf(names.map((name) => streams[name]?.newest))
}
