import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createDistances, leastOf } from '../../../../../shared/engines/personas/assign/distances.ts'
import type { Encoder } from '../../../../../shared/engines/personas/encode/encoder.ts'
import type { NumberTransform } from '../../../../../shared/engines/personas/encode/number-transform.ts'
import { firstDates } from '../../../../../shared/engines/personas/over-time/history-dates.ts'
import { wholeDays } from '../../../../../shared/engines/personas/over-time/history-days.ts'
import { createHold } from '../../../../../shared/engines/personas/over-time/history-hold.ts'

const day = 86_400
const few = fc.constantFrom(-1.5, -1, -0.5, 0, 0.5, 1, 2)
const coordinate = fc.oneof(
  few,
  fc.double({ min: -2, max: 2, noNaN: true }).map((x) => Math.fround(x)),
)
const transform: fc.Arbitrary<NumberTransform> = fc.record({
  kind: fc.constant('number' as const),
  low: fc.nat(20),
  high: fc.integer({ min: 21, max: 400 }),
  log_unit: fc.option(fc.double({ min: 1, max: 60, noNaN: true })),
  mean: fc.double({ min: 0, max: 3, noNaN: true }),
  sd: fc.double({ min: 0.2, max: 2, noNaN: true }),
})
/** Dates, some dimensions that move and some that don't, centres, and a person. */
const situation = fc.integer({ min: 1, max: 3 }).chain((moving) =>
  fc.record({
    steps: fc.array(fc.constantFrom(1, 1, 1, 7, 30), { minLength: 1, maxLength: 60 }),
    transforms: fc.array(transform, { minLength: moving, maxLength: moving }),
    since: fc.array(fc.option(fc.double({ min: -300 * day, max: 0, noNaN: true })), {
      minLength: moving,
      maxLength: moving,
    }),
    still: fc.array(coordinate, { minLength: 2, maxLength: 2 }),
    centroids: fc.array(fc.array(coordinate, { minLength: moving + 2, maxLength: moving + 2 }), {
      minLength: 1,
      maxLength: 9,
    }),
  }),
)

it('a person stays put until the date that is told, and is looked at again before any other persona is nearer', () => {
  let [dates, skipped] = [0, 0]
  fc.assert(
    fc.property(situation, ({ steps, transforms, since, still, centroids }) => {
      const ends = Float64Array.from(
        steps.map((_, i) => day * steps.slice(0, i + 1).reduce((a: number, b) => a + b, 0)),
      )
      const d = transforms.length + 2
      const traits = Array.from({ length: d }, (_, offset) => ({ kept: true, offset, width: 1 }))
      const encoder = { dimensions: d, traits } as unknown as Encoder
      const flat = Float32Array.from(centroids.flat())
      const exact = createDistances(encoder, flat)
      const hold = createHold(
        transforms.map((one, offset) => ({ offset, table: wholeDays(one) })),
        flat,
        d,
        ends,
      )
      since.forEach((moment, m) => {
        hold.since[m] = moment ?? Number.NaN
      })
      const known = Uint8Array.from([...since.map((moment) => (moment === null ? 0 : 1)), 1, 1])
      const row = Float32Array.from([...since.map(() => 0), ...still])
      const personaOn = (date: number) => {
        hold.write(row, date)
        exact.of(row, known, 0)
        return leastOf(exact.distances)
      }
      const truth = steps.map((_, date) => personaOn(date))
      dates += ends.length
      for (let from = 0; from < ends.length; ) {
        const persona = personaOn(from)
        const { distances } = exact
        const end = hold.end(from, ends.length, persona, {
          distances,
          slack: Float64Array.of(1e-9 * (1 + Math.max(...distances))),
        })
        expect(end).toBeGreaterThan(from)
        expect(truth.slice(from, end)).toEqual(new Array(end - from).fill(persona))
        skipped += end - from - 1
        from = end
      }
    }),
    { numRuns: 2000 },
  )
  // It must also be worth something: most dates are never looked at.
  expect(skipped / dates).toBeGreaterThan(0.5)
})

it('finds the first date that has not passed', () => {
  const dayMicros = day * 1e6
  const moment = fc
    .tuple(fc.nat(40), fc.constantFrom(0, 1, dayMicros / 2, dayMicros - 1))
    .map(([n, us]) => n * dayMicros + us)
  fc.assert(
    fc.property(fc.uniqueArray(moment, { minLength: 1, maxLength: 12 }), moment, (moments, at) => {
      const ascending = Float64Array.from(moments).sort()
      const expected = ascending.findIndex((one) => at <= one)
      expect(firstDates(ascending)(at)).toBe(expected < 0 ? ascending.length : expected)
      expect(firstDates(ascending)(Number.NaN)).toBe(ascending.length)
    }),
  )
})
