import { inShort } from './in-short.ts'

/** The subject of a share inside a sentence, the same in facts and in advice: `Rose secateurs` → `rose secateurs`. A single word may be a brand and stays. */
export function subjectInSentence(subject: string): string {
  const said = inShort(subject)
  return /^\p{Lu}\p{Ll}+( \p{Ll}+)+$/u.test(said) ? said.charAt(0).toLowerCase() + said.slice(1) : said
}

/** A label inside a sentence: it ends none. */
export const labelInSentence = (label: string): string => inShort(label.replace(/[.!?]+/g, ''))
