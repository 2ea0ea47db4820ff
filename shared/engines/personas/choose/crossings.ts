import type { Neighbours } from './neighbours.ts'

/** Longer ties than nine in ten people of a cluster need to reach their nearest are ties across thin air. */
const REACH = 0.9
/** A piece of a cluster that holds a smaller share of it is its fringe, not its crowd. */
const LEAST_PIECE = 0.2
/** Each side of a cut is looked at in so many slices, each with as many people as any other. */
const SLICES = 12
/** The level of a side: 7 in 10 of its slices have fewer ties, so that its thin ends do not count. */
const LEVEL = 0.7
/** Along an even crowd the number of ties varies by a fifth, so a cut counts for a fifth more than it has. */
const IN_DOUBT = 1.2

/**
 * How deep the deepest cut is that runs between two of the clusters through one crowd: 0 where it cuts as many ties as
 * anywhere on either side, 1 where no tie goes across. The shallowest of all pairs of clusters counts.
 *
 * The people of both clusters are put in order by their distance from the cut along the ties, so that a crowd
 * is followed wherever it bends. Those that are a step from the cut have a level of ties between nearer and farther people,
 * those at two steps, and so on: the same all along a band or a ring, whatever its curve; low at the cut and higher farther
 * away where two groups touch. A piece of a cluster that has no ties with the rest of it is a crowd that stands alone.
 *
 * `labels` are those of `neighbours.rows`, below k.
 */
export function crossingsOf(neighbours: Neighbours, labels: Int32Array, k: number): number {
  const ties = tiesOf(neighbours, labels, k)
  let depth = 1
  for (const { a, b, across } of ties.cuts) {
    const away = distancesFrom(across, ties)
    const sides = [a, b].map((side) => levelsOf(side, across, ties, away))
    const level = Math.min(...sides.map((levels) => quantile(levels, LEVEL)))
    const cut = (sides[0]![0]! + sides[1]![0]!) / 2
    depth = Math.min(depth, level > 0 ? Math.max(0, 1 - (IN_DOUBT * cut) / level) : 0)
  }
  return depth
}

type Tie = readonly [from: number, to: number, length: number]
type Ties = {
  labels: Int32Array
  /** Ties within a cluster, by each of their ends. */
  inside: Tie[][]
  /** Per pair of clusters that are tied, the ties across. */
  cuts: { a: number; b: number; across: Tie[] }[]
}

function tiesOf({ from, to, lengths, radius }: Neighbours, labels: Int32Array, k: number): Ties {
  const reach = Array.from({ length: k }, (_, c) =>
    quantile(
      radius.filter((_, i) => labels[i] === c),
      REACH,
    ),
  )
  const inside: Tie[][] = Array.from(labels, () => [])
  const between: Tie[] = []
  for (let e = 0; e < from.length; e++) {
    const [i, j, length] = [from[e]!, to[e]!, lengths[e]!]
    if (length > Math.max(reach[labels[i]!]!, reach[labels[j]!]!)) continue
    if (labels[i] !== labels[j]) between.push([i, j, length])
    else {
      inside[i]!.push([i, j, length])
      inside[j]!.push([j, i, length])
    }
  }
  const inCrowd = crowdsOf(inside, labels, k)
  const cuts = new Map<number, Ties['cuts'][number]>()
  for (const tie of between) {
    const [i, j] = tie
    if (!inCrowd[i] || !inCrowd[j]) continue
    const [a, b] = [Math.min(labels[i]!, labels[j]!), Math.max(labels[i]!, labels[j]!)]
    const cut = cuts.get(a * k + b) ?? { a, b, across: [] }
    cut.across.push(tie)
    cuts.set(a * k + b, cut)
  }
  return { labels, inside, cuts: [...cuts.values()] }
}

/** Whether each row is in a piece of its cluster, tied together, that is large enough to be a crowd. */
function crowdsOf(inside: readonly (readonly Tie[])[], labels: Int32Array, k: number): boolean[] {
  const sizes = new Int32Array(k)
  for (const label of labels) sizes[label]!++
  const found = new Array<boolean | undefined>(labels.length).fill(undefined)
  for (let start = 0; start < labels.length; start++) {
    if (found[start] !== undefined) continue
    const piece = [start]
    found[start] = false
    for (const i of piece) {
      for (const [, j] of inside[i]!) {
        if (found[j] !== undefined) continue
        found[j] = false
        piece.push(j)
      }
    }
    const large = piece.length >= LEAST_PIECE * sizes[labels[start]!]!
    for (const i of piece) found[i] = large
  }
  return found as boolean[]
}

/** How far each row is from the cut, along the ties within its cluster; infinite where no ties lead there. */
function distancesFrom(across: readonly Tie[], { inside }: Ties): Float64Array {
  const away = new Float64Array(inside.length).fill(Number.POSITIVE_INFINITY)
  const queue: number[] = []
  const reach = (i: number, distance: number) => {
    if (distance >= away[i]!) return
    away[i] = distance
    queue.push(i)
  }
  for (const [i, j, length] of across) {
    reach(i, length / 2)
    reach(j, length / 2)
  }
  // A row that a shorter way is found to comes into the queue once more.
  for (const i of queue) for (const [, j, length] of inside[i]!) reach(j, away[i]! + length)
  return away
}

/** Ties between nearer and farther people in each slice of one side of the cut, the slice at the cut first. */
function levelsOf(side: number, across: readonly Tie[], { labels, inside }: Ties, away: Float64Array): Float64Array {
  const members: number[] = []
  for (let i = 0; i < labels.length; i++) if (labels[i] === side && away[i]! < Number.POSITIVE_INFINITY) members.push(i)
  const sorted = Float64Array.from(members, (i) => away[i]!).sort()
  const bounds = [0]
  for (let slice = 1; slice <= SLICES; slice++) {
    const bound = sorted[Math.ceil((slice * sorted.length) / SLICES) - 1] ?? 0
    if (bound > bounds.at(-1)!) bounds.push(bound)
  }
  const levels = new Float64Array(Math.max(1, bounds.length - 1))
  const add = (near: number, far: number) => {
    for (let s = 0; s + 1 < bounds.length; s++) {
      const [low, high] = [bounds[s]!, bounds[s + 1]!]
      const shared = Math.min(far, high) - Math.max(near, low)
      if (shared > 0) levels[s]! += shared / (high - low)
    }
  }
  for (const i of members) for (const [, j] of inside[i]!) if (away[i]! < away[j]!) add(away[i]!, away[j]!)
  for (const [i, j] of across) add(0, away[labels[i] === side ? i : j]!)
  return levels
}

/** The value that this share of the values is below. */
function quantile(values: Float64Array, share: number): number {
  const sorted = values.toSorted()
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}
