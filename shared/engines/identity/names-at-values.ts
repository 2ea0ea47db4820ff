import type { Incoming } from './fold-input.ts'
import type { NamePairs } from './name-pairs.ts'

/**
 * A value is remembered by this many of the names that stand beside it, the earliest, and by those that agree with none of
 * them. A till's "default customer" goes by thousands; to ask each of them about each other would take quadratic time.
 */
const NAMES_REMEMBERED = 16

/** The names beside each value, and those that could be two people there. */
export type NamesAtValues = {
  /**
   * Whether a name could be that of two people at this value: Chris where a Christian and a Christina live, or "Mariq" where
   * a Maria and a Mario do. It joins neither: only an equal name does.
   */
  isAmbiguous: (value: number, name: number) => boolean
}

/**
 * The names beside each value of some kinds, in the order of the records.
 *
 * @param records those of one component, in the fold's order
 */
export function namesBeside(
  records: readonly Incoming[],
  isAsked: (value: number) => boolean,
  names: NamePairs,
): ReadonlyMap<number, readonly number[]> {
  const beside = new Map<number, number[]>()
  for (let record = 0; record < records.length; record++) {
    const { name, values } = records[record]!
    if (name === 0) continue
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!
      if (!isAsked(value)) continue
      const known = beside.get(value)
      if (!known) beside.set(value, [name])
      else if (!known.includes(name) && isWorthKeeping(known, name, names)) known.push(name)
    }
  }
  return beside
}

/** The names are collected when somebody first asks: in most components all that agree are equal, and nobody does. */
export function namesAtValues(records: readonly Incoming[], names: NamePairs): NamesAtValues {
  let all: ReadonlyMap<number, readonly number[]> | undefined
  const at = (value: number): readonly number[] => {
    all ??= namesBeside(records, () => true, names)
    return all.get(value) ?? []
  }
  const unclear = new Map<number, boolean>()
  /** Whether anybody can be mistaken for somebody else at this value: nearly nowhere. */
  const isUnclear = (value: number): boolean => {
    let known = unclear.get(value)
    if (known === undefined) {
      known = haveContradiction(at(value), names)
      unclear.set(value, known)
    }
    return known
  }
  const answers = new Map<number, Map<number, boolean>>()
  return {
    isAmbiguous(value, name) {
      if (!isUnclear(value)) return false
      const known = answers.get(value) ?? new Map<number, boolean>()
      answers.set(value, known)
      let answer = known.get(name)
      if (answer === undefined) {
        const like = at(value).filter((other) => other !== name && names.agree(name, other) && !names.same(name, other))
        answer = haveContradiction(like, names)
        known.set(name, answer)
      }
      return answer
    },
  }
}

const isWorthKeeping = (known: readonly number[], name: number, names: NamePairs): boolean =>
  known.length < NAMES_REMEMBERED ||
  (known.length < 2 * NAMES_REMEMBERED && known.every((other) => !names.agree(name, other)))

const haveContradiction = (some: readonly number[], names: NamePairs): boolean =>
  some.some((one, i) => some.slice(0, i).some((other) => names.contradict(one, other)))
