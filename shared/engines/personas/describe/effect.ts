import type { ColumnKind } from '../columns.ts'
import type { Figures } from './figures.ts'

/** How one persona differs from everybody else in the set in one trait. */
export type Effect = {
  trait: string
  kind: ColumnKind
  /** `higher`/`lower`: a number, date or ordered band; `more`/`less`: a share of people. */
  direction: 'higher' | 'lower' | 'more' | 'less'
  /** The label (or true) whose share differs; null for numbers. */
  value: string | boolean | null
  /**
   * Numbers, dates, bands: Cohen's d, the difference of means in standard deviations (of the transformed trait).
   * Shares: Cohen's h, 2·asin√p − 2·asin√q. On both, 0.2 is small, 0.5 medium, 0.8 large (Cohen 1988, §2.2 and §6.2).
   */
  effect: number
  /** Mean (date: epoch days; band: position) or share, of the persona and of everybody else. A share of orders is one of all their orders. */
  inside: number
  outside: number
  /** The two as they are shown; undefined where they look alike. */
  figures?: Figures
  /** Whether no other persona goes as far in this direction. */
  leads: boolean
  /** It can be seen, is more than chance, and the figures shown point the same way. */
  salient: boolean
}
