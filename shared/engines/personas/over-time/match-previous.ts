import { bestPairs } from './best-pairs.ts'

/** The change of one persona of the last model. Indices are of the previous and of the next model. */
export type PersonaChange =
  | { change: 'kept'; previous: number; next: number; overlap: number }
  | { change: 'new'; next: number }
  /** Most of its people went to these; the first carries its id where one of them does. */
  | { change: 'split'; previous: number; into: number[] }
  /** Most people of each of these are now in one persona. */
  | { change: 'merged'; previous: number[]; into: number }
  | { change: 'vanished'; previous: number }

export type Match = {
  /** For each next persona the previous one whose id it keeps, or −1. */
  kept: number[]
  changes: PersonaChange[]
}

/**
 * Shared people over all people of both (Jaccard) beyond which two personas are the same one: then most of the old one's
 * people stayed, and they are most of the new one's.
 */
const SAME = 0.5
const PART = 0.3
const MOST = 0.6

/**
 * Which personas are still there, judged by today's people: each person is assigned under both models, and old and new
 * personas are paired so that the summed Jaccard overlap is largest. Centres need not be compared, so the two models may
 * differ in their traits. Rows with a negative label on either side don't count.
 */
export function matchPrevious(
  previousK: number,
  nextK: number,
  previousPersona: ArrayLike<number>,
  nextPersona: ArrayLike<number>,
): Match {
  const shared = Array.from({ length: nextK }, () => new Array<number>(previousK).fill(0))
  const nextSize = new Array<number>(nextK).fill(0)
  const previousSize = new Array<number>(previousK).fill(0)
  for (let i = 0; i < nextPersona.length; i++) {
    const next = nextPersona[i]!
    const previous = previousPersona[i]!
    if (next < 0 || previous < 0) continue
    shared[next]![previous]!++
    nextSize[next]!++
    previousSize[previous]!++
  }
  const overlap = shared.map((row, next) =>
    row.map((both, previous) => (both === 0 ? 0 : both / (nextSize[next]! + previousSize[previous]! - both))),
  )
  const kept = bestPairs(overlap).map((previous, next) =>
    previous >= 0 && overlap[next]![previous]! > SAME ? previous : -1,
  )
  const changes: PersonaChange[] = kept.map((previous, next) =>
    previous < 0 ? { change: 'new', next } : { change: 'kept', previous, next, overlap: overlap[next]![previous]! },
  )
  const nexts = [...shared.keys()]
  for (let previous = 0; previous < previousK; previous++) {
    const share = (next: number) => shared[next]![previous]! / (previousSize[previous]! || 1)
    const parts = nexts
      .filter((next) => share(next) >= PART && shared[next]![previous]! >= nextSize[next]! / 2)
      .sort((a, b) => Number(kept[b] === previous) - Number(kept[a] === previous) || share(b) - share(a))
    if (parts.length > 1) changes.push({ change: 'split', previous, into: parts })
    if (!kept.includes(previous)) changes.push({ change: 'vanished', previous })
  }
  for (const next of nexts) {
    const parts = previousSize.flatMap((size, previous) =>
      size > 0 && shared[next]![previous]! >= MOST * size ? [previous] : [],
    )
    if (parts.length > 1) changes.push({ change: 'merged', previous: parts, into: next })
  }
  return { kept, changes }
}
