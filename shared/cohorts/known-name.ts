import { CustomerError } from '../errors.ts'

/**
 * Refuses a name that is not in the list: `trait not found: "agee", there is: "age", "gender" (did you mean "age"?)`.
 * `path` is where in the config the name stands.
 */
export function requireName(what: string, name: string, known: string[], path: string): void {
  if (known.includes(name)) return
  const near = nearestName(name, known)
  const listed = known.slice(0, 20).map((each) => `"${each}"`)
  const rest = known.length > 20 ? ` and ${known.length - 20} more` : ''
  const there = known.length === 0 ? 'there is none' : `there is: ${listed.join(', ')}${rest}`
  const message = `${what} not found: "${name}", ${there}${near ? ` (did you mean "${near}"?)` : ''}`
  throw new CustomerError('VALIDATION_FAILED', message, {
    validationErrors: [{ message, path, ...(near && { suggestion: near }), context: { errorType: 'unknown_name' } }],
  })
}

/** The known name within an edit distance of a third of its length, letter case aside; undefined when none is near. */
export function nearestName(name: string, known: string[]): string | undefined {
  const wanted = name.toLowerCase()
  return known
    .map((each) => ({ each, distance: editDistance(wanted, each.toLowerCase()) }))
    .filter(({ each, distance }) => distance <= Math.max(1, Math.floor(each.length / 3)))
    .sort((a, b) => a.distance - b.distance)[0]?.each
}

/** Damerau-Levenshtein with neighbours only (optimal string alignment): `emial` is one step from `email`. */
function editDistance(a: string, b: string): number {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      row[j] = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1))
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) row[j] = Math.min(row[j]!, before[j - 2]! + 1)
    }
    before = above
    above = row
  }
  return above[b.length]!
}
