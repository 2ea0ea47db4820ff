import type { Caps, KindRule } from './rules.ts'

/**
 * One fact of a component, as the fold meets it: values in priority order; a name and an address, 0 where it has none or the
 * address is not known; microseconds since 1970, which count where a kind has a window.
 */
export type Incoming = { name: number; values: readonly number[]; address: number; time: number }

export type FoldRules = {
  kindOf: (value: number) => number
  limitOf: (kind: number) => number
  /** How long a value counts towards its kind's limit, in microseconds; Infinity: for ever. */
  windowOf: (kind: number) => number
  namesMustAgree: (kind: number) => boolean
  roleOf: (kind: number) => KindRule['role']
  isMail: (kind: number) => boolean
  isUserId: (kind: number) => boolean
  sharedAbove: number
  caps: Caps
}

/** Two values that somebody has parted: the first one leaves the second. */
export type Apart = readonly [leaves: number, left: number]
