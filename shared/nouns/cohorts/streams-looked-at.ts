import type { PeopleFacts } from '../../lake/people-facts.ts'
import type { CohortConfig } from './contract.ts'

/** The streams whose newest event a cohort counts from: its own, or without one all of them. */
export const streamsLookedAt = ({ stream_name }: CohortConfig, { streams }: Pick<PeopleFacts, 'streams'>): string[] =>
  stream_name ? [stream_name] : Object.keys(streams)
