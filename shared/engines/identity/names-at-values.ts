import type { Incoming } from './fold.ts'
import type { NamePairs } from './name-pairs.ts'

/**
 * A value is remembered by this many of the names that stand beside it, the earliest, and by those that agree with none of
 * them. A till's "default customer" goes by thousands; to ask each of them about each other would take quadratic time.
 */
const NAMES_REMEMBERED = 16

/** The names beside each value, and those that could be two people there. */
export type NamesAtValues = {
  /** The names beside a value, in the order of the records. */
  at: (value: number) => readonly number[]
  /**
   * Whether a name could be that of two people at this value: Chris where a Christian and a Christina live, or "Mariq" where
   * a Maria and a Mario do. It joins neither: only an equal name does.
   */
  isAmbiguous: (value: number, name: number) => boolean
}

/** @param records those of one component, in the fold's order */
export function namesAtValues(records: readonly Incoming[], names: NamePairs): NamesAtValues {
  const beside = new Map<number, number[]>()
  for (const { name, values } of records) {
    if (name === 0) continue
    for (let i = 0; i < values.length; i++) {
      const known = beside.get(values[i]!)
      if (!known) beside.set(values[i]!, [name])
      else if (!known.includes(name) && isWorthKeeping(known, name, names)) known.push(name)
    }
  }
  const unclear = new Map<number, boolean>()
  /** Whether anybody can be mistaken for somebody else at this value: nearly nowhere. */
  const isUnclear = (value: number): boolean => {
    let known = unclear.get(value)
    if (known === undefined) {
      known = haveContradiction(beside.get(value) ?? [], names)
      unclear.set(value, known)
    }
    return known
  }
  const answers = new Map<number, Map<number, boolean>>()
  return {
    at: (value) => beside.get(value) ?? [],
    isAmbiguous(value, name) {
      if (!isUnclear(value)) return false
      const known = answers.get(value) ?? new Map<number, boolean>()
      answers.set(value, known)
      let answer = known.get(name)
      if (answer === undefined) {
        const like = beside
          .get(value)!
          .filter((other) => other !== name && names.agree(name, other) && !names.same(name, other))
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
