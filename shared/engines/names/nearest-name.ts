import { editDistance } from './edit-distance.ts'

/** The known name within an edit distance of a third of its length, letter case aside; undefined when none is near. */
export function nearestName(name: string, known: string[]): string | undefined {
  const wanted = name.toLowerCase()
  return known
    .map((each) => ({ each, allowed: Math.max(1, Math.floor(each.length / 3)) }))
    .map(({ each, allowed }) => ({ each, allowed, distance: editDistance(wanted, each.toLowerCase(), allowed) }))
    .filter(({ allowed, distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance)[0]?.each
}
