import fc from 'fast-check'
import { expect, it } from 'vitest'
import { flowDates } from '../../../../../shared/engines/personas/over-time/flow.ts'
import { keepPast, type PersonaDays } from '../../../../../shared/engines/personas/over-time/keep-past.ts'

const dayMs = 86_400_000
const iso = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10)

it('a date that is wanted later was counted before, however far the last one moves on', () => {
  const days = fc.tuple(fc.integer({ min: -6000, max: 20_000 }), fc.nat(9000), fc.nat(900))
  fc.assert(
    fc.property(days, ([first, length, more]) => {
      const before = flowDates(iso(first), iso(first + length))
      const after = flowDates(iso(first), iso(first + length + more))
      const counted = new Set(before)
      expect(after.filter((date) => date <= iso(first + length) && !counted.has(date))).toEqual([])
      for (const dates of [before, after]) {
        expect(dates).toEqual([...new Set(dates)].sort())
        expect(dates.length).toBeLessThanOrEqual(400)
        expect(dates[0]).toBe(iso(first))
      }
      expect(after.at(-1)).toBe(iso(first + length + more))
      // Daily for half a year, then Mondays.
      expect(after.slice(-182)).toEqual(
        Array.from({ length: Math.min(182, after.length) }, (_, i) => i)
          .reverse()
          .map((back) => after.at(-1 - back)),
      )
      const mondays = after.slice(1, -182).filter((date) => new Date(date).getUTCDay() !== 1)
      expect(mondays).toEqual([])
    }),
  )
})

const flow = (ids: string[], from: number, length: number) =>
  fc
    .array(fc.array(fc.nat(50), { minLength: length, maxLength: length }), {
      minLength: ids.length,
      maxLength: ids.length,
    })
    .map((counts): PersonaDays[] =>
      ids.map((persona_id, p) => ({
        persona_id,
        days: counts[p]!.map((count, i) => ({ date: iso(from + i), count })),
      })),
    )

it('days before the moment keep the sum that they had, the days after are today’s, nobody is counted twice', () => {
  fc.assert(
    fc.property(
      flow(['a', 'b'], 100, 20),
      flow(['b', 'c'], 90, 40),
      fc.integer({ min: 95, max: 125 }),
      (past, now, until) => {
        const kept = keepPast(now, past, iso(until), (id) => `${id} then`)
        const sum = (of: readonly PersonaDays[], date: string) =>
          of.reduce((total, one) => total + (one.days.find((day) => day.date === date)?.count ?? 0), 0)
        for (let day = 90; day < 130; day++) {
          const isKept = day < until && day >= 100 && day < 120
          expect(sum(kept, iso(day))).toBe(sum(isKept ? past : now, iso(day)))
        }
        expect(kept.slice(0, 2).map(({ persona_id }) => persona_id)).toEqual(['b', 'c'])
        for (const one of kept.slice(2)) expect(one).toMatchObject({ persona_id: 'a', gone: 'a then' })
        // Kept again, on the same data, nothing changes.
        const again = keepPast(now, kept, iso(until), () => undefined)
        expect(again).toEqual(kept)
      },
    ),
  )
})
