import type { KindRule } from './rules.ts'

/** One record of a component, as the fold meets it: values in priority order; 0 where it has no name, or no known address. */
export type Incoming = { name: number; values: readonly number[]; address: number }

export type FoldRules = {
  kindOf: (value: number) => number
  limitOf: (kind: number) => number
  namesMustAgree: (kind: number) => boolean
  roleOf: (kind: number) => KindRule['role']
  isMail: (kind: number) => boolean
  sharedAbove: number
}
