import { type Log, NONE } from './log.ts'

/**
 * Unrestricted connected components, by union-find over the values: a record joins those that it has, and equal ones are
 * joined from the beginning. There are fewer values than records, and no record is looked at twice.
 *
 * @returns per value the smallest value of its component; NONE for one that is blocked. Values that no record has are
 * there too
 */
export function connectedComponents({
  records,
  columns,
  equal,
}: Pick<Log, 'records' | 'columns' | 'equal'>): Uint32Array {
  const root = equal.slice()
  const values = columns.map(({ value }) => value)
  for (let record = 0; record < records; record++) {
    let joined = NONE
    for (let kind = 0; kind < values.length; kind++) {
      const value = values[kind]![record]!
      if (value === NONE || root[value] === NONE) continue
      joined = joined === NONE ? find(root, value) : union(root, joined, find(root, value))
    }
  }
  for (const { value, further } of columns) {
    for (let i = 0; further && i < further.record.length; i++) {
      const [one, other] = [value[further.record[i]!]!, further.value[i]!]
      // Of several the first is there, too, unless it is blocked.
      if (one === NONE || root[one] === NONE || root[other] === NONE) continue
      const [first, second] = [find(root, one), find(root, other)]
      if (first !== second) union(root, first, second)
    }
  }
  // Parents are smaller than their children, so one pass flattens every tree.
  for (let value = 0; value < root.length; value++) {
    if (root[value] !== NONE) root[value] = root[root[value]!]!
  }
  return root
}

/** Per record the root of its component; NONE without any value that counts. */
export function componentsOf({ records, columns }: Pick<Log, 'records' | 'columns'>, root: Uint32Array): Uint32Array {
  const component = new Uint32Array(records).fill(NONE)
  for (const { value } of columns) {
    for (let record = 0; record < records; record++) {
      const one = value[record]!
      if (component[record] === NONE && one !== NONE) component[record] = root[one]!
    }
  }
  return component
}

/** The smaller root wins, and is returned. */
export function union(root: Uint32Array, one: number, other: number): number {
  if (one < other) {
    root[other] = one
    return one
  }
  root[one] = other
  return other
}

/** Paths are halved on the way (Tarjan & van Leeuwen 1984). */
export function find(root: Uint32Array, at: number): number {
  for (let parent = root[at]!; parent !== at; parent = root[at]!) {
    const grandparent = root[parent]!
    root[at] = grandparent
    at = grandparent
  }
  return at
}
