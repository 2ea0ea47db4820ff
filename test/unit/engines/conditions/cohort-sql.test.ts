import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkCohort } from '../../../../shared/engines/conditions/check.ts'
import type { CohortRule } from '../../../../shared/engines/conditions/config.ts'
import type { MembershipRow } from '../../../../shared/engines/conditions/membership.ts'
import { sumMembership } from '../../../../shared/engines/conditions/membership.ts'
import { cohortSql } from '../../../../shared/engines/conditions/sql/cohort-sql.ts'
import { membershipSql } from '../../../../shared/engines/conditions/sql/membership-sql.ts'
import { withDuck } from '../../../../shared/lake/duck.ts'
import { personNumber, type Shard, shardOf } from '../../../support/cohort-shard.ts'

// 4 never ordered; 5 ordered once, without a value.
let shard: Shard
beforeAll(async () => {
  shard = await shardOf(
    [
      { person: 1, first_seen: '2024-01-01T00:00:00Z', postcode: '05401', state: 'vt', city: 'Burlington' },
      { person: 2, first_seen: '2024-02-01T00:00:00Z', postcode: 'SW1A 1AA', state: null, city: 'London' },
      { person: 3, first_seen: '2024-03-01T00:00:00Z', postcode: '05401', state: 'VT' },
      { person: 4, first_seen: '2024-01-15T00:00:00Z', postcode: null, state: 'NY' },
      { person: 5, first_seen: null },
    ],
    [
      { person: 1, datetime: '2024-01-01T10:00:00Z', value: 10, product: 'lamp' },
      { person: 1, datetime: '2024-02-01T10:00:00Z', value: 0.1, product: 'lamp', 'ship "to"': 'home' },
      { person: 1, datetime: '2024-03-01T10:00:00Z', value: 0.2, product: 'vase' },
      { person: 2, datetime: '2024-02-01T10:00:00Z', value: 100, product: 'vase' },
      { person: 3, datetime: '2024-03-01T10:00:00Z', value: 50, product: null },
      { person: 3, datetime: '2024-03-01T10:00:00Z', value: -50, product: 'lamp' },
      { person: 5, datetime: '2024-03-05T10:00:00Z', value: null, product: 'lamp' },
    ],
    [
      { person: 1, age: 30 },
      { person: 2, age: 60 },
    ],
  )
})
afterAll(() => shard.close())

async function members(config: CohortRule, asOf = '2024-03-10T10:00:00Z'): Promise<number[]> {
  const rows = await shard.run(cohortSql(config, shard.query(asOf)))
  return rows.map((row) => personNumber(row.person_id))
}

const orders = { stream_name: 'orders' }

describe('cohortSql', () => {
  const examples: [string, CohortRule, number[]][] = [
    ['without a stream: everybody', {}, [1, 2, 3, 4, 5]],
    ['with one: whoever has an event', orders, [1, 2, 3, 5]],
    ['min_count', { ...orders, min_count: 2 }, [1, 3]],
    ['max_count alone does not admit people without events', { ...orders, max_count: 1 }, [2, 5]],
    ['max_count 0: whoever has none', { ...orders, max_count: 0 }, [4]],
    ['min_count 0', { ...orders, min_count: 0, max_count: 1 }, [2, 4, 5]],
    ['sums are exact: 10 + 0.1 + 0.2 is 10.3', { ...orders, min_value: 10.3, max_value: 10.3 }, [1]],
    ['events without a value add nothing', { ...orders, max_value: 0 }, [3, 5]],
    [
      'only events that meet the conditions are counted',
      { ...orders, min_count: 2, stream_conditions: [{ property: 'product', _eq: 'lamp' }] },
      [1],
    ],
    ['a condition on the value', { ...orders, stream_conditions: [{ property: 'value', _lt: 0 }] }, [3]],
    ['a condition on the time', { ...orders, stream_conditions: [{ property: 'datetime', _lt: '2024-02-01' }] }, [1]],
    ['a condition on null', { ...orders, stream_conditions: [{ property: 'product', _null: true }] }, [3]],
    [
      'a property whose name needs quotes',
      { ...orders, stream_conditions: [{ property: 'ship "to"', _eq: 'home' }] },
      [1],
    ],
    ['traits of people who have none are null', { ...orders, traits: [{ name: 'age', _null: true }] }, [3, 5]],
    ['stream and trait together', { ...orders, traits: [{ name: 'age', _gt: 50 }] }, [2]],
    ['no events and a trait', { ...orders, max_count: 0, traits: [{ name: 'age', _null: true }] }, [4]],
    [
      'last event at most 9 days ago, bound included',
      { ...orders, recency: { occurrence: 'last', max_days: 9 } },
      [1, 3, 5],
    ],
    ['last event at least 9 days ago', { ...orders, recency: { occurrence: 'last', min_days: 9 } }, [1, 2, 3]],
    ['first event at least 30 days ago', { ...orders, recency: { occurrence: 'first', min_days: 30 } }, [1, 2]],
    ['first event in a window', { ...orders, recency: { occurrence: 'first', min_days: 30, max_days: 60 } }, [2]],
    [
      'recency of the events that meet the conditions',
      {
        ...orders,
        recency: { occurrence: 'last', max_days: 20 },
        stream_conditions: [{ property: 'product', _eq: 'lamp' }],
      },
      [3, 5],
    ],
    ['a postcode', { place_conditions: [{ place_id: 'postcode:sw1a1aa' }] }, [2]],
    ['any of the places', { place_conditions: [{ place_id: 'city:London' }, { place_id: 'state:VT' }] }, [1, 2, 3]],
    [
      'in the one, not in the other',
      { place_conditions: [{ place_id: 'state:VT' }, { place_id: 'city:Burlington', invert: true }] },
      [],
    ],
    [
      'outside of a place, where the place is known',
      { place_conditions: [{ place_id: 'state:VT', invert: true }] },
      [4],
    ],
  ]
  it.each(examples)('%s', async (_, config, expected) => {
    expect(await members(config)).toEqual(expected)
  })

  it('knows no events after asOf', async () => {
    expect(await members(orders, '2024-01-01T09:59:59.999Z')).toEqual([])
    expect(await members(orders, '2024-01-01T10:00:00Z')).toEqual([1])
    expect(await members({ ...orders, max_count: 1 }, '2024-02-01T09:00:00Z')).toEqual([1])
  })

  const refused: [CohortRule, string][] = [
    [
      { ...orders, stream_conditions: [{ property: 'prodcut', _eq: 'x' }] },
      'property of stream "orders" not found: "prodcut", there is: "datetime", "value", "product", "ship "to"" (did you mean "product"?)',
    ],
    [{ min_count: 2 }, 'min_count needs a stream_name: without a stream there are no events to look at'],
    [{ ...orders, min_count: 3, max_count: 2 }, 'min_count 3 is more than max_count 2, so nobody can meet both'],
    [
      { ...orders, recency: { occurrence: 'last', min_days: 9, max_days: 3 } },
      'recency.min_days 9 is more than recency.max_days 3, so nobody can meet both',
    ],
    [
      { ...orders, max_count: 0, recency: { occurrence: 'last' } },
      'recency looks at an event, but max_count 0 asks for people who have none',
    ],
    [
      { place_conditions: [{ place_id: '5bf9aa70' }] },
      'place not found: "5bf9aa70"; name one by people\'s own address: "postcode:05401", "state:VT" or "city:Burlington"',
    ],
  ]
  it.each(refused)('refuses %j', (config, sentence) => {
    expect(() => cohortSql(config, shard.query(0))).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED', message: sentence }),
    )
  })

  it('refuses a place by a part of addresses that no dataset says', () => {
    const query = shard.query(0)
    const columns = { ...query.columns, people: ['person_id', 'city'] }
    const place = (place_id: string) => cohortSql({ place_conditions: [{ place_id }] }, { ...query, columns })
    expect(() => place('State:VT')).toThrow('place not found: "State:VT"; no dataset says the state of its people')
    expect(place('city:Burlington').sql).toContain('p.city')
  })

  it('takes bounds beyond all whole numbers of the engine', async () => {
    const { relations, columns } = shard.query(0)
    const count = async (config: CohortRule) =>
      withDuck({ memoryMb: 256, threads: 1, tmp: tmpdir() }, async (db) => {
        await db.run(
          "CREATE TABLE orders AS SELECT uuid() AS person_id, TIMESTAMP '1969-01-01' AS datetime, 5 AS value",
        )
        const { sql, params } = cohortSql({ stream_name: 'orders', ...config }, { relations, columns, asOf: 0 })
        return (await db.rows(sql, params)).length
      })
    expect(await count({ min_value: -1e308, max_value: 1e308 })).toBe(1)
    expect(await count({ min_value: 1e308 })).toBe(0)
    expect(await count({ stream_conditions: [{ property: 'value', _lt: 2 ** 63, _nin: [1e300] }] })).toBe(1)
  })

  it('refuses a stream that is not there', () => {
    const query = shard.query(0)
    const relations = { people: 'people', traits: 'traits' }
    expect(() => cohortSql({ stream_name: 'order' }, { ...query, relations })).toThrow('stream not found: "order"')
  })

  it('takes a cohort that says nothing but a stream', () => {
    expect(() => checkCohort(orders)).not.toThrow()
  })
})

describe('membershipSql', () => {
  const membership = async (config: CohortRule, asOf: string) =>
    sumMembership([(await shard.run(membershipSql(config, shard.query(asOf)))) as unknown as MembershipRow[]])

  it("tells days, weeks from Monday on, and months; the last count is today's population", async () => {
    const { days, weeks, months } = await membership(orders, '2024-03-05T12:00:00Z')
    expect(days).toHaveLength(65)
    expect(days[0]).toEqual({ date: '2024-01-01', count: 1 })
    expect(days.find(({ date }) => date === '2024-02-01')).toEqual({ date: '2024-02-01', count: 2 })
    expect(days.at(-1)).toEqual({ date: '2024-03-05', count: 4 })
    expect(weeks.slice(-2)).toEqual([
      { date: '2024-02-26', count: 3 },
      { date: '2024-03-04', count: 4 },
    ])
    expect(months).toEqual([
      { date: '2024-01-01', count: 1 },
      { date: '2024-02-01', count: 2 },
      { date: '2024-03-01', count: 4 },
    ])
  })

  it('people leave when their last event is too long ago', async () => {
    const { days } = await membership(
      { ...orders, recency: { occurrence: 'last', max_days: 10 } },
      '2024-02-20T10:00:00Z',
    )
    const changes = days.filter(({ count }, i) => count !== (days[i - 1]?.count ?? 0))
    expect(changes).toEqual([
      { date: '2024-01-01', count: 1 },
      { date: '2024-01-11', count: 0 },
      { date: '2024-02-01', count: 2 },
      { date: '2024-02-11', count: 0 },
    ])
  })

  it('counts the last instant: an event exactly max_days ago still counts, and a Sunday belongs to the week before', async () => {
    const exact = await membership({ ...orders, recency: { occurrence: 'last', max_days: 9 } }, '2024-03-10T10:00:00Z')
    expect(exact.days.slice(-2).map(({ count }) => count)).toEqual([3, 3])
    const sunday = await membership(orders, '2024-03-03T12:00:00Z')
    expect(sunday.weeks.at(-1)).toEqual({ date: '2024-02-26', count: 3 })
  })

  it('people without events are members from when they were first seen until their first event', async () => {
    const { months } = await membership({ ...orders, max_count: 0 }, '2024-03-31T00:00:00Z')
    expect(months).toEqual([
      { date: '2024-01-01', count: 1 },
      { date: '2024-02-01', count: 1 },
      { date: '2024-03-01', count: 1 },
    ])
  })

  it('has no dates for a cohort that never had anybody', async () => {
    expect(await membership({ ...orders, min_count: 99 }, '2024-03-05T12:00:00Z')).toEqual({
      days: [],
      weeks: [],
      months: [],
    })
  })

  it('shards add up, and a date that one shard does not know counts nobody there', () => {
    const a: MembershipRow[] = [{ period: 'day', date: '2024-01-02', count: 3 }]
    const b: MembershipRow[] = [
      { period: 'day', date: '2024-01-01', count: 1 },
      { period: 'day', date: '2024-01-02', count: 2 },
    ]
    expect(sumMembership([a, b]).days).toEqual([
      { date: '2024-01-01', count: 1 },
      { date: '2024-01-02', count: 5 },
    ])
  })
})
