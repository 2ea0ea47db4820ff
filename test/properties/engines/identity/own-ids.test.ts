import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noDrops } from '../../../../shared/engines/identity/drops.ts'
import { defaultRules } from '../../../../shared/engines/identity/rules.ts'
import { damagedPeople } from '../../../support/damaged-people.ts'
import { idsOf, logOf, type PlainRecord, resolved } from '../../../support/identity-log.ts'
import { pairScore } from '../../../support/pair-score.ts'

const resolve = (records: readonly PlainRecord[]) => {
  const told = logOf(records, { shared: true })
  const resolution = resolved(told, defaultRules(told.log.columns.map(({ kind }) => kind)))
  return { ...resolution, found: idsOf(resolution) }
}
/** Records that are one person as lists of their rows, whatever the ids of the people. */
const groups = (found: readonly (string | null)[]) => {
  const rows = new Map<string, number[]>()
  for (const [row, id] of found.entries()) if (id) rows.set(id, [...(rows.get(id) ?? []), row])
  return [...rows.values()]
}

describe('an id of the company’s own', () => {
  test('finds whom it means by itself, however damaged names are and however often people moved', () => {
    fc.assert(
      fc.property(damagedPeople, ({ records, truth, keys }) => {
        const key = pairScore(keys, truth)
        const score = pairScore(resolve(records).found, truth)
        expect(score.found).toBeGreaterThanOrEqual(key.found)
        expect(score.precision).toBe(1)
      }),
      { numRuns: 300, seed: 31 },
    )
  })

  test('keeps all addresses and telephones of one person, and each of them finds the person', () => {
    const own = fc.constantFrom('user_id', 'x_card', 'x_account')
    fc.assert(
      fc.property(own, fc.integer({ min: 1, max: 40 }), fc.boolean(), (kind, many, isBackwards) => {
        const records = Array.from(
          { length: many },
          (_, i): PlainRecord => ({
            ...{ time: isBackwards ? -i : i, first: 'ann', last: 'lee' },
            ids: {
              [kind]: 'A-11',
              name_address: `ann|lee|${i} oak|62701`,
              phone: `+1212555${1000 + i}`,
              email: `ann${i}@x.example`,
            },
          }),
        )
        const known = resolve(records)
        expect(known.people).toBe(1)
        expect(known.identifiers.value.length).toBe(3 * many + 1)
        expect(known.drops).toEqual(noDrops())
      }),
      { numRuns: 60 },
    )
  })

  test('strangers and devices keep their limits: the sixth cookie, and the sixth address without an id, is not taken', () => {
    const cookies = Array.from({ length: 8 }, (_, i) => ({
      ids: { user_id: 'u1', anonymous_id: `a${i}`, email: 'u@x.example' },
    }))
    expect(resolve(cookies).drops.limit).toBe(3)
    const addresses = Array.from({ length: 8 }, (_, i) => ({
      first: 'ann',
      ids: { email: 'ann@x.example', phone: `+1212555${1000 + i}` },
    }))
    expect(resolve(addresses).drops.limit).toBe(3)
  })
})

const PEOPLE = [
  ...['ann lee', 'bob ray', 'cid ng', 'dora fox', 'emil kay', 'fay orr', 'gus poe', 'hal quy', 'ida roe', 'jon sim'],
  ...['kai tan', 'lea uhl', 'max voss', 'nia wu', 'oda xu', 'pia yap', 'quin zee', 'rob ash', 'sue bly', 'tom cox'],
].map((name) => name.split(' ') as [string, string])
const SHARED = [
  'WALKIN',
  '[object Object]',
  '{{user.id}}',
  'distinct_id',
  'not_authenticated',
  'id',
  'TBD',
  '9999',
  'a1b2c3',
]
const KINDS = ['user_id', 'x_card', 'x_device', 'anonymous_id']

describe('an id of many people', () => {
  const rows = fc.record({
    kind: fc.constantFrom(...KINDS),
    text: fc.constantFrom(...SHARED),
    // Who stands in the rows, by place in PEOPLE; some come again, some without a name.
    who: fc.uniqueArray(fc.nat(PEOPLE.length - 1), { minLength: 6, maxLength: 20 }),
    again: fc.array(fc.record({ who: fc.nat(19), isNamed: fc.boolean(), hasId: fc.boolean() }), { maxLength: 20 }),
    areNamed: fc.boolean(),
    order: fc.array(fc.nat(99), { minLength: 40, maxLength: 40 }),
  })

  test('joins nobody, whatever it looks like: the people are those whom all else tells', () => {
    fc.assert(
      fc.property(rows, ({ kind, text, who, again, areNamed, order }) => {
        const row = (one: number, isNamed: boolean, hasId: boolean, i: number): PlainRecord => ({
          ...{ row: i, time: order[i]! },
          ...(isNamed && areNamed && { first: PEOPLE[one]![0], last: PEOPLE[one]![1] }),
          ids: { [kind]: hasId ? text : undefined, email: `p${one}@x.example`, x_other: i % 3 ? undefined : `o${one}` },
        })
        const all = [
          ...who.map((one) => [one, true, true] as const),
          ...again.map(({ who: at, isNamed, hasId }) => [who[at % who.length]!, isNamed, hasId] as const),
        ].map(([one, isNamed, hasId], i) => row(one, isNamed, hasId, i))
        const without = all.map((record) => ({ ...record, ids: { ...record.ids, [kind]: undefined } }))
        const found = resolve(all)
        expect(groups(found.found)).toEqual(groups(resolve(without).found))
        expect(found.people).toBe(who.length)
        const facts = new Set(all.map(({ first, last, ids }) => JSON.stringify([first, last, ids[kind], ids])))
        const withId = [...facts].filter((fact) => JSON.parse(fact)[2])
        expect(found.drops).toEqual({ ...noDrops(), conflict: withId.length })
      }),
      { numRuns: 500, seed: 32 },
    )
  })

  test.each([
    ['two people', ['ann lee', 'bob ray', 'ann lee', 'bob ray'], 1],
    ['three people', ['ann lee', 'bob ray', 'cid ng'], 3],
    ['one who goes by nicknames and initials', ['robert lee', 'bob lee', 'r lee', 'rob lee', 'robert l'], 1],
    ['one who married twice', ['ann lee', 'ann ray', 'ann ng'], 1],
    ['one whose first names are damaged', ['ann lee', 'bob lee', 'cid lee', 'lee ann'], 1],
    ['a family of three', ['ann lee', 'bob lee', 'cid lee'], 1],
    ['six of one family name', ['ann lee', 'bob lee', 'cid lee', 'dora lee', 'emil lee', 'fay lee'], 6],
  ])('%s', (_, names, people) => {
    for (const kind of KINDS) {
      const records = names.map((name, i) => {
        const [first, last] = name.split(' ')
        const own = PEOPLE.findIndex((person) => person.join(' ') === name)
        return { first, last, ids: { [kind]: 'X', email: `${own < 0 ? `m${i}` : `p${own}`}@x.example` } } as PlainRecord
      })
      expect([kind, resolve(records).people]).toEqual([kind, people])
    }
  })

  test('without any name it is that of one who has up to five addresses', () => {
    for (const kind of KINDS) {
      const mail = (many: number) =>
        Array.from({ length: many }, (_, i) => ({ ids: { [kind]: 'X', email: `p${i}@x.example` } }))
      expect([kind, resolve(mail(5)).people]).toEqual([kind, 1])
      expect([kind, resolve(mail(6)).people]).toEqual([kind, 6])
      const places = (many: number) =>
        Array.from({ length: many }, (_, i) => ({
          address: i + 1,
          ids: { [kind]: 'X', email: i ? undefined : 'p@x.example' },
        }))
      expect([kind, resolve(places(5)).drops.conflict]).toEqual([kind, 0])
      expect([kind, resolve(places(6)).drops.conflict]).toEqual([kind, 6])
    }
  })
})
