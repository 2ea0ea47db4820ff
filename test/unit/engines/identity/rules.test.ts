import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, test } from 'vitest'
import { NAME_LISTS, namesAgree } from '../../../../shared/engines/identity/agreement.ts'
import { noDrops } from '../../../../shared/engines/identity/drops.ts'
import { EqualValues } from '../../../../shared/engines/identity/equal-values.ts'
import { foldOrder } from '../../../../shared/engines/identity/fold-order.ts'
import { identifierKey, identifierKeySql } from '../../../../shared/engines/identity/key.ts'
import { byPriority, defaultRules, type IdentifierSetting, rulesOf } from '../../../../shared/engines/identity/rules.ts'
import { editDistance } from '../../../../shared/engines/names/edit-distance.ts'
import { defaultIdentifiers } from '../../../../shared/nouns/sources/identifiers.ts'
import { idsOf, logOf, type PlainRecord, resolved } from '../../../support/identity-log.ts'

const name = (text: string) => {
  const [first = '', last = ''] = text.split(' ')
  return { first: first === '-' ? null : first, last: last || null }
}
const agree = (a: string, b: string) => namesAgree(name(a), name(b), NAME_LISTS)

describe('names agree', () => {
  test.each([
    ['robert smith', 'robert jones', 'equal first names'],
    ['robert', 'bob', 'a nickname'],
    ['rob', 'bob', 'two nicknames of one name'],
    ['r smith', 'robert smith', 'an initial'],
    ['catherine', 'katherin', 'an edit distance of a third'],
    ['brian', 'brain', 'neighbours swapped are one edit'],
    ['smith robert', 'robert smith', 'first and last name swapped'],
    ['gregory freddie', 'freddie grerrogy', 'swapped, and one of them damaged'],
    ['- smith', 'robert smith', 'a missing name'],
  ])('%s, %s: %s', (a, b) => {
    expect(agree(a, b)).toBe(true)
    expect(agree(b, a)).toBe(true)
  })

  test.each([
    ['robert smith', 'julia smith', 'a couple'],
    ['j smith', 'robert smith', 'another initial'],
    ['jo', 'bo', 'two letters leave no room for an edit'],
    ['kelly jones', 'chris kelly', 'only one name crosses over'],
  ])('%s, %s do not: %s', (a, b) => {
    expect(agree(a, b)).toBe(false)
    expect(agree(b, a)).toBe(false)
  })

  test('edit distance counts insertions, deletions, substitutions and swaps', () => {
    expect(editDistance('', 'abc')).toBe(3)
    expect(editDistance('kitten', 'sitting')).toBe(3)
    expect(editDistance('ca', 'ac')).toBe(1)
    expect(editDistance('same', 'same')).toBe(0)
  })
})

describe('rules of a source', () => {
  const rulesFor = (kinds: string[], identifiers: IdentifierSetting[], written?: string[]) =>
    rulesOf(kinds, { identifiers }, written).kinds.map(({ kind, limit, window }) => `${kind} ${limit} ${window}`)

  test('are the default ones where it says nothing', () => {
    const kinds = ['phone', 'user_id', 'x_card', 'email', 'anonymous_id', 'crm']
    expect(rulesOf(kinds)).toEqual(defaultRules(kinds))
    expect(rulesOf(kinds, undefined, ['x_card', 'crm'])).toEqual(defaultRules(kinds, ['x_card', 'crm']))
  })

  test('of a new source: Segment’s kinds in their order, the devices among A to Z', () => {
    expect(rulesFor(['crm', 'phone'], defaultIdentifiers)).toEqual([
      'user_id 1 ever',
      'crm 5 ever',
      'email 5 ever',
      'android.id 5 ever',
      'android.idfa 5 ever',
      'android.push_token 5 ever',
      'anonymous_id 5 ever',
      'cross_domain_id 5 ever',
      'ga_client_id 5 ever',
      'ios.id 5 ever',
      'ios.idfa 5 ever',
      'ios.push_token 5 ever',
      'phone 5 ever',
    ])
    const roles = rulesOf([], { identifiers: defaultIdentifiers }).kinds
    expect(roles.filter(({ role }) => role === 'own').map(({ kind }) => kind)).toEqual(['user_id'])
  })

  test('take over its limits, windows and order, beside the kinds that it does not name', () => {
    const said: IdentifierSetting[] = [
      { kind: 'anonymous_id', limit: 3, window: 'weekly' },
      { kind: 'email', limit: 2, window: 'annually' },
      { kind: 'user_id', limit: 7, window: 'monthly' },
    ]
    expect(rulesFor(['user_id', 'email', 'crm', 'anonymous_id', 'phone'], said)).toEqual([
      'user_id 1 ever',
      'crm 5 ever',
      `anonymous_id 3 ${7 * 86_400_000}`,
      `email 2 ${365 * 86_400_000}`,
      'phone 5 ever',
    ])
  })

  test.each([0, -1, Number.NaN])('a window of %s milliseconds is an error', (window) => {
    const rules = defaultRules(['email'])
    const [email] = rules.kinds
    expect(() => byPriority(['email'], { ...rules, kinds: [{ ...email!, window }] })).toThrow(
      `the window of "email" is ${window}`,
    )
  })
})

describe('ranks', () => {
  const kindsOf = (kinds: string[], written?: string[]) => defaultRules(kinds, written).kinds.map(({ kind }) => kind)

  test('user_id, then own ids as the configuration names them, then e-mail, then A to Z', () => {
    const kinds = [
      'phone',
      'email',
      'x_card',
      'user_id',
      'anonymous_id',
      'x_account',
      'x_zone',
      'name_address',
      'x_device',
    ]
    expect(kindsOf(kinds, ['x_card', 'x_account'])).toEqual([
      'user_id',
      'x_card',
      'x_account',
      'x_zone',
      'email',
      'anonymous_id',
      'name_address',
      'phone',
      'x_device',
    ])
    expect(kindsOf(kinds.toReversed(), ['x_device', 'x_card', 'x_account']), 'a device is no own id').toEqual(
      kindsOf(kinds, ['x_card', 'x_account']),
    )
  })

  test('one user_id a person, five of anything else', () => {
    const { kinds } = defaultRules(['email', 'user_id', 'x_card'])
    expect(kinds.map(({ limit }) => limit)).toEqual([1, 5, 5])
  })
})

describe('the fold', () => {
  const resolve = (records: PlainRecord[]) => {
    const told = logOf(records)
    return { ...resolved(told, defaultRules(told.log.columns.map(({ kind }) => kind))), ...told }
  }
  const email = 'family@example.com'

  test('keeps a couple with one e-mail address apart, and each has an id of his own', () => {
    const ids = idsOf(
      resolve([
        { first: 'robert', last: 'smith', ids: { email } },
        { first: 'julia', last: 'smith', ids: { email } },
        { first: 'bob', last: 'smith', ids: { email } },
        { first: null, ids: { email } },
      ]),
    )
    expect(ids[1]).not.toBe(ids[0])
    expect(ids[2]).toBe(ids[0])
    expect(ids[3], 'the nameless one is whoever came first').toBe(ids[0])
  })

  test('an e-mail joins nobody once it stands behind more than five people', () => {
    const team = ['anna', 'boris', 'chloe', 'dmitri', 'esther', 'francois']
    const { people, person, drops, identifiers, texts } = resolve([
      ...team.map((first) => ({ first, ids: { email: 'team@example.com', crm: first } })),
      { first: 'anna', ids: { email: 'team@example.com', crm: 'other' } },
      { first: 'anna', ids: { email: 'team@example.com', crm: undefined } },
    ])
    expect(people).toBe(7)
    expect([...person].slice(0, 6), 'the other Anna').not.toContain(person[6])
    expect(person[7], 'no usable identifier').toBe(0xffffffff)
    expect(drops.shared).toBe(2)
    expect(Array.from(identifiers.value, (value) => texts[value]!.kind)).not.toContain('email')
  })

  test('drops the lowest-priority identifier of the incoming record when a limit would break', () => {
    const { people, drops, identifiers, texts } = resolve([
      { ids: { user_id: '1', email } },
      { ids: { user_id: '2', email, phone: '+12125550100' } },
      { ids: { phone: '+12125550100' } },
    ])
    expect(people).toBe(3)
    expect(drops).toEqual({ ...noDrops(), limit: 2 })
    const held = Array.from(identifiers.value, (value, i) => `${texts[value]!.kind} ${identifiers.person[i]}`)
    expect(held.filter((one) => one.startsWith('user_id')).length).toBe(2)
  })

  test('an own id of thousands of people is nobody: each row is whoever its e-mail says', () => {
    const letters = [...'abcdefghijklmnopqrst']
    const till = letters.map((letter) => ({
      first: letter.repeat(9),
      ids: { user_id: 'till', email: `${letter}@example.com` },
    }))
    const { people, drops, person } = resolve([...till, { first: 'zoe', ids: { user_id: 'till', email: undefined } }])
    expect(people).toBe(20)
    expect(drops).toEqual({ ...noDrops(), conflict: 21 })
    expect(person.at(-1), 'no usable identifier').toBe(0xffffffff)
  })

  test('a strong identifier joins whatever the names say', () => {
    const { people } = resolve([
      { first: 'julia', ids: { user_id: '1', email } },
      { first: 'carlos', ids: { user_id: '1' } },
    ])
    expect(people).toBe(1)
  })

  test('the id is that of the earliest record, however the records are numbered', () => {
    const late = { time: 2, ids: { email: 'b@example.com', user_id: '9' } }
    const early = { time: 1, ids: { email: 'b@example.com' } }
    expect(idsOf(resolve([late, early]))).toEqual(idsOf(resolve([early, late])))
    expect(idsOf(resolve([late, early]))[0]).toBe(idsOf(resolve([early]))[0])
  })

  test('refuses a log it has no rules for', () => {
    const told = logOf([{ ids: { loyalty: '1' } }])
    expect(() => resolved(told, defaultRules(['email']))).toThrow('no identity rule for the kind "loyalty"')
  })

  test('an empty log has nobody', () => {
    expect(resolved(logOf([]), defaultRules([])).people).toBe(0)
  })
})

test('the order is record time, object, row, identity set; times before 1970 come first', () => {
  const time = BigInt64Array.from([5n, -5n, 5n, 5n, 5n, 2n ** 40n])
  const ties = {
    object: Uint32Array.from([1, 9, 0, 0, 0, 0]),
    row: Uint32Array.from([1, 9, 70_000, 2, 2, 0]),
    set: Uint8Array.from([0, 0, 0, 1, 0, 0]),
  }
  expect([...foldOrder({ time, ties })]).toEqual([1, 4, 3, 2, 0, 5])
  expect([...foldOrder({ time })], 'by number, where records are numbered by the rest').toEqual([1, 0, 2, 3, 4, 5])
})

test('equal keys are found however many parts they are looked up in', () => {
  const [values, distinct] = [50_000, 30_000]
  const words = Array.from({ length: distinct }, (_, i) => {
    const { hi, lo } = identifierKey('email', `${i}`)
    return [...new Uint32Array(BigUint64Array.of(hi, lo).buffer)]
  })
  const all = Uint32Array.from({ length: values }, (_, value) => value)
  const equals = new EqualValues(values)
  equals.add(3, all, Uint32Array.from(Array.from(all).flatMap((value) => words[value % distinct]!)))
  expect(equals.equal).toEqual(all.map((value) => value % distinct))
  expect(equals.kindOf).toEqual(new Uint8Array(values).fill(3))
})

test('keys are the same in DuckDB', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const result = await connection.runAndReadAll(`SELECT ${identifierKeySql('email', "'zoë@example.com'")}`)
  const key = identifierKey('email', 'zoë@example.com')
  expect(result.getRows()).toEqual([[key.hi + (key.lo << 64n)]])
})
