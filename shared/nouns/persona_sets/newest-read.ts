import { latestOf } from '../../builds/as-of.ts'
import type { PeopleFacts } from '../../lake/people-facts.ts'
import type { PersonaSetConfig } from './contract.ts'

/**
 * The newest event of the streams that a persona set reads, ISO 8601: those of its dimensions, and its cohort's, whose
 * events the analyses tell.
 */
export function newestRead(
  { clustering_dimensions }: Pick<PersonaSetConfig, 'clustering_dimensions'>,
  { streams }: Pick<PeopleFacts, 'streams'>,
  cohortStream: string | undefined | null,
): string | undefined {
  const names = [...Object.keys(clustering_dimensions?.streams ?? {}), ...(cohortStream ? [cohortStream] : [])]
  return latestOf(names.map((name) => streams[name]?.newest))
}
