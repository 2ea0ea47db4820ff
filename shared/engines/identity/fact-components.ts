import { componentsOf, connectedComponents } from './components.ts'
import type { Fact } from './fact.ts'
import { NONE } from './log.ts'
import { logOfFacts } from './log-of-facts.ts'

/**
 * Which facts hang together by their identifiers, whatever limits and names say: facts of two components never have to do with each
 * other, so each component can be resolved alone. An id that many people share holds them together, too, because only all of
 * them together tell that it is shared.
 *
 * @returns per fact the number of its component, in the order of their first facts; −1 without any identifier
 */
export function factComponents(facts: readonly Pick<Fact, 'identifiers'>[]): number[] {
  const { log } = logOfFacts(facts.map(({ identifiers }) => ({ identifiers, time: 0, tie: '' })))
  const numbers = new Map<number, number>()
  return Array.from(componentsOf(log, connectedComponents(log)), (root) => {
    if (root === NONE) return -1
    const number = numbers.get(root) ?? numbers.size
    numbers.set(root, number)
    return number
  })
}
