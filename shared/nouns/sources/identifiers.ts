/** How long a value of an identifier counts towards its limit. */
export const windows = ['ever', 'weekly', 'monthly', 'annually'] as const

/**
 * The identifiers that a new source promotes, the strongest first: Segment's own, and their limits. A kind that is named
 * here is read from where Segment's clients put it; any other kind from traits and properties of that name.
 */
export const defaultIdentifiers = [
  { kind: 'user_id', limit: 1, window: 'ever' },
  { kind: 'email', limit: 5, window: 'ever' },
  { kind: 'android.id', limit: 5, window: 'ever' },
  { kind: 'android.idfa', limit: 5, window: 'ever' },
  { kind: 'android.push_token', limit: 5, window: 'ever' },
  { kind: 'anonymous_id', limit: 5, window: 'ever' },
  { kind: 'cross_domain_id', limit: 5, window: 'ever' },
  { kind: 'ga_client_id', limit: 5, window: 'ever' },
  { kind: 'ios.id', limit: 5, window: 'ever' },
  { kind: 'ios.idfa', limit: 5, window: 'ever' },
  { kind: 'ios.push_token', limit: 5, window: 'ever' },
] satisfies { kind: string; limit: number; window: (typeof windows)[number] }[]
