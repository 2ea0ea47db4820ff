/** One line of a version's identifiers: the identifier (any key that is equal in both versions) and whom it finds. */
export type Finds = readonly [identifier: string, person: string]

/**
 * Where the ids of an older people version lead now: the difference of two versions, old id → new id. A person whose id
 * is still there needs none. One who merged leads to whom most of his identifiers find now; of equally many, to the
 * smallest id, so that the answer does not depend on the order of the lines. One whose identifiers find nobody any more
 * (his rows were deleted) leads nowhere and is left out.
 */
export function redirects(oldPeople: Iterable<Finds>, newPeople: Iterable<Finds>): Map<string, string> {
  const present = new Set<string>()
  const finds = new Map<string, string[]>()
  for (const [identifier, person] of newPeople) {
    present.add(person)
    const list = finds.get(identifier)
    if (list) list.push(person)
    else finds.set(identifier, [person])
  }
  const votes = new Map<string, Map<string, number>>()
  for (const [identifier, person] of oldPeople) {
    if (present.has(person)) continue
    for (const candidate of finds.get(identifier) ?? []) {
      const own = votes.get(person) ?? new Map<string, number>()
      own.set(candidate, (own.get(candidate) ?? 0) + 1)
      votes.set(person, own)
    }
  }
  const most = (own: ReadonlyMap<string, number>): string =>
    [...own].reduce((best, one) => (one[1] > best[1] || (one[1] === best[1] && one[0] < best[0]) ? one : best))[0]
  return new Map([...votes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([person, own]) => [person, most(own)]))
}
