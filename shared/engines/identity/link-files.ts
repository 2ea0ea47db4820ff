import { find, union } from './components.ts'
import { NONE } from './log.ts'

/**
 * Unrestricted connected components over many files, each of which was looked at alone: what is one component within a
 * file is linked through the numbers that its keys have among those of all files. Four bytes a key are all that is held.
 */
export class LinkedFiles {
  /** Per key its parent, of those that were linked so far: all that is to be kept for going on another time. */
  readonly root: Uint32Array

  /** @param keys how many distinct ones all files have; or what was kept */
  constructor(keys: number | Uint32Array) {
    this.root = typeof keys === 'number' ? new Uint32Array(keys) : keys
    if (typeof keys === 'number') for (let key = 0; key < keys; key++) this.root[key] = key
  }

  /**
   * Takes the components of one file.
   *
   * @param numbers per value of the file the number of its key; NONE where it is not listed
   * @param roots per value the smallest value of its component within the file, which is always listed
   */
  link(numbers: Uint32Array, roots: Uint32Array): void {
    const { root } = this
    for (let value = 0; value < numbers.length; value++) {
      if (numbers[value] === NONE || roots[value] === value) continue
      const one = find(root, numbers[value]!)
      const other = find(root, numbers[roots[value]!]!)
      if (one !== other) union(root, one, other)
    }
  }

  /** Deals whole components out, one after the other: per key its partition, at most 256; and how many components there are. */
  deal(partitions: number): { partitionOf: Uint8Array; components: number } {
    const { root } = this
    const partitionOf = new Uint8Array(root.length)
    let components = 0
    // Parents are smaller than their children: theirs is known.
    for (let key = 0; key < root.length; key++) {
      partitionOf[key] = root[key] === key ? components++ % partitions : partitionOf[root[key]!]!
    }
    return { partitionOf, components }
  }
}
