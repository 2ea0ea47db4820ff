import type { Nicknames } from './nicknames.ts'

/** A name in canonical form (canonicalName); an empty string or null where it is missing. */
export type PersonName = { first: string | null; last: string | null }

/**
 * Whether two names can be one person's: first names equal, one a nickname of the other (or both of one name), an
 * initial, within an edit distance of a third of the shorter name, or first and last name swapped. A missing first name
 * agrees with any. Couples and parents share addresses and phones: this is what keeps them apart.
 */
export function namesAgree(a: PersonName, b: PersonName, nicknames: Nicknames): boolean {
  if (!a.first || !b.first) return true
  return firstNamesAgree(a.first, b.first, nicknames) || swapped(a, b)
}

function firstNamesAgree(a: string, b: string, nicknames: Nicknames): boolean {
  if (a === b || isClose(a, b)) return true
  const [one, other] = [firstWord(a), firstWord(b)]
  if (one.length === 1 || other.length === 1) return one[0] === other[0]
  return one === other || isClose(one, other) || shareGivenName(one, other, nicknames)
}

/**
 * Both names must cross over, so that Kelly Jones and Chris Kelly stay two people: one as closely as first names must,
 * the other, where the first is equal, at half its letters.
 */
function swapped(a: PersonName, b: PersonName): boolean {
  if (!a.first || !b.first || (!a.last && !b.last)) return false
  const crossings = [
    [a.first, b.last],
    [b.first, a.last],
  ] as const
  const given = crossings.filter((pair): pair is readonly [string, string] => !!pair[1])
  if (given.every(([first, last]) => isClose(first, last, 3))) return true
  return given.some(([first, last]) => first === last) && given.every(([first, last]) => isClose(first, last, 2))
}

/** "mary ann" is also called mary. */
function firstWord(name: string): string {
  const end = name.indexOf(' ')
  return end < 0 ? name : name.slice(0, end)
}

/** Bob and Rob are both Robert; Bob is Robert. */
function shareGivenName(a: string, b: string, nicknames: Nicknames): boolean {
  const one = nicknames.get(a)
  const other = nicknames.get(b)
  if (one?.has(b) || other?.has(a)) return true
  if (!one || !other) return false
  for (const given of one) if (other.has(given)) return true
  return false
}

/** Within an edit distance of the shorter text's length divided by `share`. */
function isClose(a: string, b: string, share = 3): boolean {
  const allowed = Math.floor(Math.min(a.length, b.length) / share)
  return Math.abs(a.length - b.length) <= allowed && editDistance(a, b) <= allowed
}

/**
 * Fewest insertions, deletions, substitutions and swaps of neighbours that turn one text into the other (optimal string
 * alignment: Damerau 1964; no part is edited twice). Names are short: rows of the classic table, O(|a|·|b|).
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (isSwap) best = Math.min(best, beforeLast[j - 2]! + 1)
      row.push(best)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]!
}
