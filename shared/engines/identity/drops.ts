/** Why an identifier did not link. */
export type Reason =
  /** Dropped: one person would have too many of the kind. */
  | 'limit'
  /** Dropped: too many people have it. */
  | 'shared'
  /** Dropped: an id that stands beside people who cannot be one (conflictingIds). */
  | 'conflict'
  /** Kept, but it joined nobody. */
  | 'names'
  /** Dropped: one person would have two values that somebody has parted. */
  | 'apart'
  /** Dropped: one person would have been too many people. */
  | 'merge_cap'
  /** Dropped: one person would have too many identifiers in all. */
  | 'identifier_cap'

/** How many identifiers did not link, and why. */
export type Drops = Record<Reason, number>

export const noDrops = (): Drops => ({
  limit: 0,
  shared: 0,
  conflict: 0,
  names: 0,
  apart: 0,
  merge_cap: 0,
  identifier_cap: 0,
})
