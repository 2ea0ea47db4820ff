/** Letters that stand for one sound, most special first. Vowels stay: Maria is not Mario. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/ph/g, 'f'],
  [/th/g, 't'],
  [/ck/g, 'k'],
  [/sch|sh/g, '$'],
  [/ch(?=[rl])/g, 'k'],
  [/ch/g, 'h'],
  [/c(?=[eiy])/g, 's'],
  [/[cq]/g, 'k'],
  [/^geo(?=f)/, 'je'],
  [/v/g, 'f'],
  [/h(?![aeiouy])/g, ''],
  [/(?:ie|ey|ee|y|i)$/, 'i'],
  [/y/g, 'i'],
  [/(.)\1+/g, '$1'],
]

/**
 * A given name by its sound, so that spellings of one name are equal (Sara and Sarah, Jon and John, Stephen and Steven,
 * Vicki and Vickie) and names of two people are not (Paul and Paula, Eric and Erica).
 */
export const soundOf = (name: string): string =>
  SOUNDS.reduce((sound, [letters, one]) => sound.replace(letters, one), name)
