import type { TraitDecision } from '../encode/encoder.ts'

/** Answers to whether somebody has something, as they are coded. */
const CODED_NO = /^(no|n|false|0)$/i
const CODED_YES = /^(yes|y|true|1)$/i
/** Labels that may stand beside a coded answer: NO among SE and DK is a country. */
const UNKNOWN = /^\(?(unknown|other|n\/?a|null|not stated|-|\?)?\)?$/i
const NUMBER = /^\d+([.,]\d+)?\+?$/
/** Of pets and children, where no shop is called "No Frills". */
const LACKING = /^(no\b.*|without\b.*|child(less|[- ]?free)|pet[- ]?free)$|\bno (kids?|child(ren)?|pets?)\b/i

const labelsOf = ({ bins }: Pick<TraitDecision, 'bins'>): string[] => (bins.kind === 'labels' ? bins.labels : [])

const areAll = (labels: string[], ...kinds: RegExp[]): boolean =>
  labels.every((label) => kinds.some((kind) => kind.test(label.trim())))

/** Whether a label says that there is nothing of what its trait is about: `none`, `No pets` of pets, `N` where others are `Y`. */
export function meansNone(plan: Pick<TraitDecision, 'concept' | 'literate' | 'bins'>, label: string): boolean {
  const said = label.trim()
  if (/^none$/i.test(said)) return true
  if (plan.concept === 'pets' || plan.concept === 'children') return CODED_NO.test(said) || LACKING.test(said)
  if (said.toLowerCase() === `no ${plan.literate.toLowerCase()}`) return true
  return CODED_NO.test(said) && areAll(labelsOf(plan), CODED_NO, CODED_YES, NUMBER, /^none$/i, UNKNOWN)
}

/** Whether a label says that there is what its trait is about: `Yes` where all others are answers, too. */
export const meansSome = (plan: Pick<TraitDecision, 'bins'>, label: string): boolean =>
  CODED_YES.test(label.trim()) && areAll(labelsOf(plan), CODED_NO, CODED_YES, /^none$/i, UNKNOWN)
