import fc from 'fast-check'
import { expect, it } from 'vitest'
import { assign } from '../../../../../shared/engines/personas/assign/assign.ts'
import type { Encoder } from '../../../../../shared/engines/personas/encode/encoder.ts'
import { createStanding } from '../../../../../shared/engines/personas/over-time/history-standing.ts'

const coordinate = fc.oneof(
  fc.constantFrom(-1, -0.5, 0, 0.5, 1),
  fc.double({ min: -2, max: 2, noNaN: true }).map((x) => Math.fround(x)),
)
/** Two traits that stay, the first of two dimensions, and three that change. */
const widths = [2, 1, 1, 1, 1]
const d = 6
const changing = [2, 3, 4]
const kept = widths.map((width, t) => ({
  ...{ kept: true, width, weight: 1, offset: widths.slice(0, t).reduce((sum, w) => sum + w, 0) },
}))
const encoder = { dimensions: d, traits: kept } as unknown as Encoder

const person = fc.record({
  row: fc.array(coordinate, { minLength: d, maxLength: d }),
  known: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
  steps: fc.array(fc.record({ trait: fc.constantFrom(...changing), value: coordinate, rests: fc.boolean() }), {
    maxLength: 20,
  }),
})

it('a person stands nearest to whom `assign` would put them, step by step', () => {
  let steps = 0
  fc.assert(
    fc.property(
      fc.array(fc.array(coordinate, { minLength: d, maxLength: d }), { minLength: 1, maxLength: 9 }),
      fc.array(person, { minLength: 1, maxLength: 3 }),
      (centroids, people) => {
        const flat = Float32Array.from(centroids.flat())
        const standing = createStanding(encoder, flat, new Set(changing))
        const known = Uint8Array.from(people.flatMap((one) => [...one.known.map(Number), 0, 0, 0]))
        const matrix = Float32Array.from(
          people.flatMap(({ row }, i) => row.map((x, j) => (j < 3 && known[i * 5 + (j < 2 ? 0 : 1)] ? x : 0))),
        )
        const base = { n: people.length, d, matrix, known, coverage: new Float32Array(people.length) }
        people.forEach((one, i) => {
          const row = matrix.slice(i * d, (i + 1) * d)
          const told = known.slice(i * 5, (i + 1) * 5)
          const check = () => {
            const { persona } = assign(encoder, flat, { n: 1, d, matrix: row, known: told, coverage: base.coverage })
            expect(standing.nearest()).toBe(persona[0])
          }
          standing.enter(base, i)
          check()
          for (const { trait, value, rests } of one.steps) {
            if (rests && told[trait]) continue
            if (!rests) standing.move(trait)
            if (rests) standing.rest(standing.resting([trait], [value]))
            else standing.row[trait + 1] = value
            row[trait + 1] = value
            told[trait] = 1
            check()
            steps++
          }
        })
      },
    ),
    { numRuns: 1000 },
  )
  expect(steps).toBeGreaterThan(5000)
})
