import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chainOf } from '../../../../shared/engines/profiles/chain.ts'

const identifier = (n: number) => ({ kind: 'id', value: String(n) })
const anyFacts = fc.array(fc.uniqueArray(fc.nat({ max: 8 }), { minLength: 1, maxLength: 3 }), {
  maxLength: 10,
  size: 'max',
})

/** How many facts lie between two identifiers, by the naive way: sets that grow by one fact a round. */
function distance(facts: readonly number[][], from: number, to: number): number | undefined {
  let reached = new Set([from])
  for (let steps = 0; steps <= 9; steps++) {
    if (reached.has(to)) return steps
    reached = new Set([...reached, ...facts.filter((fact) => fact.some((one) => reached.has(one))).flat()])
  }
  return undefined
}

test('a chain is the shortest there is, each link a fact that has both its identifiers; there is none where nothing joins', () => {
  fc.assert(
    fc.property(anyFacts, fc.nat({ max: 8 }), fc.nat({ max: 8 }), (facts, from, to) => {
      const chain = chainOf(facts, (fact) => fact.map(identifier), identifier(from), identifier(to))
      expect(chain?.length).toBe(distance(facts, from, to))
      for (const [i, link] of (chain ?? []).entries()) {
        expect(link.fact.map(identifier)).toEqual(expect.arrayContaining([link.from, link.to]))
        expect(link.from).toEqual(i === 0 ? identifier(from) : chain![i - 1]!.to)
      }
      if (chain?.length) expect(chain.at(-1)!.to).toEqual(identifier(to))
    }),
  )
})
