import { namesAgree, type PersonName } from './agreement.ts'
import { NONE, type WrittenNames } from './log.ts'
import type { Nicknames } from './nicknames.ts'

/** The distinct names (first and last together) that the fold meets, and whether two of them agree, each asked once. */
export type NamePairs = {
  /** The number of the name that a value bears; 0 where its first name is missing, and for NONE. */
  of: (value: number) => number
  agree: (one: number, other: number) => boolean
  /** An initial agrees with too many to bring two people together. */
  isInitial: (pair: number) => boolean
}

// Two 26-bit numbers make one exact double: 67 million distinct names.
const BASE = 2 ** 26

export function namePairs(names: WrittenNames | undefined, nicknames: Nicknames): NamePairs {
  const numbers = new Map<number, number>()
  const pairs: PersonName[] = [{ first: null, last: null }]
  const answers = new Map<number, boolean>()
  return {
    of(value) {
      const first = value === NONE ? 0 : names?.first[value]
      if (!names || !first) return 0
      const last = names.last[value]!
      const key = first * BASE + last
      const known = numbers.get(key)
      if (known !== undefined) return known
      pairs.push({ first: names.texts[first] ?? null, last: names.texts[last] ?? null })
      numbers.set(key, pairs.length - 1)
      return pairs.length - 1
    },
    agree(one, other) {
      if (one === other || one === 0 || other === 0) return true
      const key = one < other ? one * BASE + other : other * BASE + one
      const known = answers.get(key)
      if (known !== undefined) return known
      const answer = namesAgree(pairs[one]!, pairs[other]!, nicknames)
      answers.set(key, answer)
      return answer
    },
    isInitial: (pair) => (pairs[pair]?.first ?? '').length === 1,
  }
}
