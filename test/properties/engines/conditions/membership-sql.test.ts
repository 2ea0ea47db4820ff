import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CohortRule, StreamCondition, TraitCondition } from '../../../../shared/engines/conditions/config.ts'
import { type MembershipRow, sumArrivals } from '../../../../shared/engines/conditions/membership.ts'
import { arrivalsSql } from '../../../../shared/engines/conditions/sql/arrivals-sql.ts'
import { cohortSql, relationsRead } from '../../../../shared/engines/conditions/sql/cohort-sql.ts'
import { membershipSql } from '../../../../shared/engines/conditions/sql/membership-sql.ts'
import { type Order, type Person, personNumber, shardOf, type Traits } from '../../../support/cohort-shard.ts'

const day = 86_400_000
const start = Date.parse('2024-01-29T00:00:00Z')
const iso = (ms: number) => new Date(ms).toISOString()

// Midnights and the last millisecond of days are where off-by-one lives, so they come often.
const moment = fc
  .tuple(fc.nat(45), fc.oneof(fc.constantFrom(0, 1, day - 1), fc.nat(day - 1)))
  .map(([days, ms]) => iso(start + days * day + ms))
const order = fc.record({
  person: fc.integer({ min: 1, max: 5 }),
  datetime: moment,
  value: fc.option(fc.constantFrom(-5, 0, 5, 10)),
  product: fc.constantFrom('a', 'b', null),
})
const traits = fc.uniqueArray(
  fc.record({ person: fc.integer({ min: 1, max: 5 }), age: fc.option(fc.constantFrom(20, 50)) }),
  {
    selector: ({ person }) => person,
  },
)
const people = fc.tuple(
  ...[1, 2, 3, 4, 5].map((person) => fc.record({ person: fc.constant(person), first_seen: fc.option(moment) })),
)
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const few = fc.integer({ min: 0, max: 3 })
const between = (low: number | undefined, high: number | undefined) =>
  low === undefined || high === undefined || low <= high
const conditions = {
  stream_conditions: maybe(fc.constant<StreamCondition[]>([{ property: 'product', _eq: 'a' }])),
  traits: maybe(fc.constant<TraitCondition[]>([{ name: 'age', _gt: 30 }])),
}
/** Most cohorts ask for nothing but events, or for one thing beside. */
const oneThing = fc.constantFrom<Partial<CohortRule>>(
  {},
  { min_count: 2 },
  { max_count: 2 },
  { min_value: 5 },
  { max_value: 5 },
  { recency: { occurrence: 'last', max_days: 3 } },
  { recency: { occurrence: 'first', min_days: 2 } },
)
const plain = fc
  .tuple(fc.record(conditions), oneThing)
  .map(([some, one]): CohortRule => ({ stream_name: 'orders', ...some, ...one }))
const asking = fc
  .record({
    stream_name: fc.constantFrom('orders', 'orders', 'orders', undefined),
    min_count: maybe(few),
    max_count: maybe(few),
    min_value: maybe(fc.constantFrom(0, 5, 10)),
    max_value: maybe(fc.constantFrom(0, 5, 10)),
    recency: maybe(
      fc.record({
        occurrence: fc.constantFrom('first' as const, 'last' as const),
        min_days: maybe(few),
        max_days: maybe(fc.nat(9)),
      }),
    ),
    ...conditions,
  })
  .map((each): CohortRule => (each.stream_name ? each : { traits: each.traits }))
  .filter(({ recency, ...c }) => {
    const counts = between(c.min_count ?? undefined, c.max_count ?? undefined)
    const values = between(c.min_value ?? undefined, c.max_value ?? undefined)
    return counts && values && between(recency?.min_days, recency?.max_days) && !(recency && c.max_count === 0)
  })

const config = fc.oneof({ arbitrary: plain, weight: 1 }, { arbitrary: asking, weight: 2 })

/** Who is a member at a moment, said as plainly as possible. */
function isMember(c: CohortRule, person: number, orders: Order[], known: Traits[], asOf: number): boolean {
  if (c.traits && !((known.find((each) => each.person === person)?.age ?? 0) > 30)) return false
  if (!c.stream_name) return true
  const mine = orders.filter((each) => each.person === person && Date.parse(each.datetime) <= asOf)
  const events = mine.filter((each) => !c.stream_conditions || each.product === 'a')
  const allowsNone = c.min_count === 0 || (c.max_count === 0 && c.min_count === undefined)
  if (events.length < (c.min_count ?? 0) || events.length > (c.max_count ?? Infinity)) return false
  if (events.length === 0 && (!allowsNone || c.recency)) return false
  const value = events.reduce((sum, each) => sum + (each.value ?? 0), 0)
  if (value < (c.min_value ?? -Infinity) || value > (c.max_value ?? Infinity)) return false
  if (!c.recency) return true
  const times = events.map((each) => Date.parse(each.datetime)).sort((a, b) => a - b)
  const days = (asOf - (c.recency.occurrence === 'first' ? times[0]! : times.at(-1)!)) / day
  return days >= (c.recency.min_days ?? -Infinity) && days <= (c.recency.max_days ?? Infinity)
}

/** From when a person without events is known; the others are known by their events. */
function known(c: CohortRule, { person, first_seen }: Person, orders: Order[], at: number, asOf: number): boolean {
  const ordered = orders.some(
    (each) =>
      each.person === person && Date.parse(each.datetime) <= at && (!c.stream_conditions || each.product === 'a'),
  )
  return (c.stream_name && ordered) || at >= Math.min(asOf, first_seen ? Date.parse(first_seen) : asOf)
}

/** The moments at which a person becomes a member, said as plainly as possible. */
function arrivalsOf(c: CohortRule, each: Person, orders: Order[], has: Traits[], asOf: number): number[] {
  const mine = orders.filter(({ person }) => person === each.person).map(({ datetime }) => Date.parse(datetime))
  const moments = [
    ...mine.flatMap((time) => [time, time + (c.recency?.min_days ?? 0) * day]),
    Math.min(asOf, each.first_seen ? Date.parse(each.first_seen) : asOf),
  ]
  const isThere = (at: number) => isMember(c, each.person, orders, has, at) && known(c, each, orders, at, asOf)
  // A microsecond before is the nearest moment there is.
  return [...new Set(moments)].filter((at) => at <= asOf && isThere(at) && !isThere(at - 0.001))
}

it('members and membership over time are those of a slow, obvious computation', async () => {
  await fc.assert(
    fc.asyncProperty(
      config,
      people,
      fc.array(order, { maxLength: 14 }),
      traits,
      moment,
      async (c, everybody, orders, has, now) => {
        const asOf = Date.parse(now)
        const shard = await shardOf(everybody, orders, has)
        const { relations, ...of } = shard.query(asOf)
        const read = (name: 'people' | 'traits') => (relationsRead(c).includes(name) ? relations[name] : 'not_brought')
        const query = { ...of, relations: { ...relations, people: read('people'), traits: read('traits') } }
        try {
          const members = (await shard.run(cohortSql(c, query))).map((row) => personNumber(row.person_id))
          expect(members).toEqual(
            everybody.map(({ person }) => person).filter((person) => isMember(c, person, orders, has, asOf)),
          )

          const rows = (await shard.run(membershipSql(c, query))) as unknown as MembershipRow[]
          const counts = new Map(rows.filter(({ period }) => period === 'day').map(({ date, count }) => [date, count]))
          for (let midnight = start; midnight <= asOf; midnight += day) {
            // A day ends a microsecond before the next; today ends now.
            const end = Math.min(midnight + day - 0.001, asOf)
            const expected = everybody.filter(
              (each) => isMember(c, each.person, orders, has, end) && known(c, each, orders, end, asOf),
            ).length
            expect([iso(midnight), counts.get(iso(midnight).slice(0, 10)) ?? 0]).toEqual([iso(midnight), expected])
          }
          const came = (await shard.run(arrivalsSql(c, query))) as unknown as MembershipRow[]
          const days = new Map<string, Set<number>>()
          for (const each of everybody) {
            for (const at of arrivalsOf(c, each, orders, has, asOf)) {
              const date = iso(at).slice(0, 10)
              days.set(date, (days.get(date) ?? new Set()).add(each.person))
            }
          }
          expect(
            Object.fromEntries(came.filter(({ period }) => period === 'day').map((row) => [row.date, row.count])),
          ).toEqual(Object.fromEntries([...days].map(([date, persons]) => [date, persons.size])))
          const filled = sumArrivals([came], asOf)
          const sum = (counts: { count: number }[]) => counts.reduce((all, { count }) => all + count, 0)
          expect(sum(filled.days)).toBe([...days.values()].reduce((all, persons) => all + persons.size, 0))
          expect(filled.days.length ? filled.days.at(-1)!.date : iso(asOf).slice(0, 10)).toBe(iso(asOf).slice(0, 10))

          expect(rows.findLast(({ period }) => period === 'day')?.count ?? 0).toBe(members.length)
          expect(rows.findLast(({ period }) => period === 'week')?.count ?? 0).toBe(members.length)
          expect(rows.findLast(({ period }) => period === 'month')?.count ?? 0).toBe(members.length)
        } finally {
          shard.close()
        }
      },
    ),
    { numRuns: 200 },
  )
})
