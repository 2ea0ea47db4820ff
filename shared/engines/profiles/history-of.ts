import type { GraphUpdate } from './graph-update.ts'

/** The updates of a person, and of all who were taken in on the way to this person, in the order of the list. */
export function historyOf(updates: readonly GraphUpdate[], person: string): GraphUpdate[] {
  const people = new Set([person])
  for (let before = 0; before < people.size; ) {
    before = people.size
    for (const { what, person: gone, into } of updates) if (what === 'merge' && people.has(into)) people.add(gone)
  }
  return updates.filter(({ person: one, into }) => people.has(one) || people.has(into))
}
