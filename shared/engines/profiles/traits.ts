import { tieOfMessage } from './fact.ts'

/** One trait as it was last said: by whom, when, in which message. A null is a trait that was taken away. */
export interface SaidTrait {
  value: unknown
  /** Milliseconds since 1970. */
  time: number
  message: string
  source: string
  /** The key of the fact of the message: where an atom's user_id turns out to be nobody's, it tells whose trait this is. */
  fact: string
}

/** Traits by name: a register each, in which the last writer wins, whatever the order of arrival. */
export type SaidTraits = ReadonlyMap<string, SaidTrait>

/** Whether `one` was said after `other`: of one moment, messages come behind rows of files, and by their ties, as facts do. */
const isLater = (one: SaidTrait, other: SaidTrait): boolean =>
  one.time > other.time || (one.time === other.time && tieOf(one) > tieOf(other))

const tieOf = ({ message }: SaidTrait): string => (message ? tieOfMessage(message) : '')

/**
 * The last said of both by name. Associative, commutative and idempotent: the order does not matter, nor does a repetition.
 *
 * @returns `known` itself where `more` changes nothing
 */
export function joinTraits(known: SaidTraits, more: SaidTraits): SaidTraits {
  let joined: Map<string, SaidTrait> | undefined
  for (const [name, said] of more) {
    const before = known.get(name)
    if (before && !isLater(said, before)) continue
    joined ??= new Map(known)
    joined.set(name, said)
  }
  return joined ?? known
}
