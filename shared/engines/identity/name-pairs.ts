import {
  fullNamesDisagree,
  haveOneFirstName,
  isOtherGeneration,
  type NameLists,
  namesAgree,
  namesContradict,
  type PersonName,
} from './agreement.ts'
import { NONE, type WrittenNames } from './log.ts'
import { GENERATIONS } from './spelling.ts'

/** The distinct names (first, last and generation together) that the fold meets, and how two of them relate, each asked once. */
export type NamePairs = {
  /** The number of the name that a value bears; 0 where its first name is missing, and for NONE. */
  of: (value: number) => number
  agree: (one: number, other: number) => boolean
  /** Equal first names in full, of no two generations. */
  same: (one: number, other: number) => boolean
  contradict: (one: number, other: number) => boolean
  otherGeneration: (one: number, other: number) => boolean
  /** Neither first nor last names agree. */
  fullDisagree: (one: number, other: number) => boolean
  /** An initial agrees with too many to bring two people together. */
  isInitial: (pair: number) => boolean
}

// Two 26-bit numbers make one exact double: 67 million distinct names.
const BASE = 2 ** 26

const [AGREE, SAME, CONTRADICT, OTHER_GENERATION, FULL_DISAGREE] = [1, 2, 4, 8, 16]

export function namePairs(names: WrittenNames | undefined, lists: NameLists): NamePairs {
  const numbers = [undefined, ...GENERATIONS].map(() => new Map<number, number>())
  const pairs: PersonName[] = [{ first: null, last: null }]
  const answers = new Map<number, number>()
  /** The relation of two names, as the sum of the numbers above. */
  const relation = (one: number, other: number): number => {
    const key = one < other ? one * BASE + other : other * BASE + one
    const known = answers.get(key)
    if (known !== undefined) return known
    const [a, b] = [pairs[one]!, pairs[other]!]
    const agree = namesAgree(a, b, lists)
    const answer =
      (agree ? AGREE : 0) +
      (haveOneFirstName(a, b) ? SAME : 0) +
      (!agree && namesContradict(a, b, lists) ? CONTRADICT : 0) +
      (isOtherGeneration(a, b) ? OTHER_GENERATION : 0) +
      (!agree && fullNamesDisagree(a, b, lists) ? FULL_DISAGREE : 0)
    answers.set(key, answer)
    return answer
  }
  const areBoth = (one: number, other: number, what: number) =>
    one !== 0 && other !== 0 && one !== other && (relation(one, other) & what) !== 0
  return {
    of(value) {
      const first = value === NONE ? 0 : names?.first[value]
      if (!names || !first) return 0
      const last = names.last[value]!
      const generation = names.generation?.[value] ?? 0
      const key = first * BASE + last
      const known = numbers[generation]!.get(key)
      if (known !== undefined) return known
      pairs.push({
        first: names.texts[first] ?? null,
        last: names.texts[last] ?? null,
        generation: GENERATIONS[generation - 1] ?? null,
      })
      numbers[generation]!.set(key, pairs.length - 1)
      return pairs.length - 1
    },
    agree: (one, other) => one === other || one === 0 || other === 0 || (relation(one, other) & AGREE) !== 0,
    same: (one, other) => (one === other && one !== 0 && !isInitial(one)) || areBoth(one, other, SAME),
    contradict: (one, other) => areBoth(one, other, CONTRADICT),
    otherGeneration: (one, other) => areBoth(one, other, OTHER_GENERATION),
    fullDisagree: (one, other) => areBoth(one, other, FULL_DISAGREE),
    isInitial,
  }
  function isInitial(pair: number): boolean {
    return (pairs[pair]?.first ?? '').length === 1
  }
}
