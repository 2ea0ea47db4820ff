/** A line through two measurements, y = fixed + each × work: what falls or stays is taken as it is. */
export interface Line {
  fixed: number
  each: number
}

/** Works that are closer to each other than this say more about noise than about growth. */
const APART = 4 / 3

/**
 * The line through the point of the most work and the next one of quite different work; flat if there is none.
 * @param points of equal work, the later one counts
 */
export function lineThrough(points: readonly { work: number; y: number }[]): Line {
  const sorted = points.toSorted((a, b) => a.work - b.work)
  const last = sorted.at(-1)!
  const before = sorted.findLast(({ work }) => last.work > work && last.work >= APART * work)
  if (!before) return { fixed: last.y, each: 0 }
  const each = Math.max(0, (last.y - before.y) / (last.work - before.work))
  return { fixed: Math.max(0, last.y - each * last.work), each }
}

export const at = ({ fixed, each }: Line, work: number): number => fixed + each * work
