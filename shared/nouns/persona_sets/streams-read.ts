import type { PersonaSetConfig } from './contract.ts'

/** The streams that a persona set reads: those of its dimensions, and its cohort's, whose events the analyses follow. */
export const streamsRead = (
  { clustering_dimensions }: Pick<PersonaSetConfig, 'clustering_dimensions'>,
  cohortStream: string | undefined | null,
): string[] => [...Object.keys(clustering_dimensions?.streams ?? {}), ...(cohortStream ? [cohortStream] : [])]
