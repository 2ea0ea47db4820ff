import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TraitCondition } from '../../../../shared/engines/conditions/config.ts'
import { cohortSql } from '../../../../shared/engines/conditions/sql/cohort-sql.ts'
import { explain } from '../../../../shared/lake/explain.ts'
import { personNumber, type Shard, shardOf } from '../../../support/cohort-shard.ts'

// 1 to 4 have traits, 5 has a row of nulls, 6 has no row at all.
let shard: Shard
beforeAll(async () => {
  shard = await shardOf(
    [1, 2, 3, 4, 5, 6].map((person) => ({ person })),
    [],
    [
      { person: 1, age: 35, gender: 'female', member: true, signed_up: '2024-01-31T23:30:00Z', band: '35' },
      { person: 2, age: 35.5, gender: 'male', member: false, signed_up: '2024-01-31T00:00:00Z', band: '9' },
      { person: 3, age: 64, gender: 'Female', member: true, signed_up: '2024-02-01T00:00:00Z', band: '100' },
      { person: 4, age: 8, gender: "o'neil", member: false, signed_up: '2023-12-31T12:00:00Z', band: 'old' },
      { person: 5 },
    ],
  )
})
afterAll(() => shard.close())

async function members(...traits: TraitCondition[]): Promise<number[]> {
  const rows = await shard.run(cohortSql({ traits }, shard.query('2024-06-01T00:00:00Z')))
  return rows.map((row) => personNumber(row.person_id))
}

describe('trait conditions', () => {
  const examples: [TraitCondition, number[]][] = [
    [{ name: 'gender', _eq: 'female' }, [1]],
    [{ name: 'gender', _neq: 'female' }, [2, 3, 4]],
    [{ name: 'gender', _in: ['female', "o'neil"] }, [1, 4]],
    [{ name: 'gender', _in: [] }, []],
    [{ name: 'gender', _nin: ['female', 'male'] }, [3, 4]],
    [{ name: 'gender', _nin: [] }, [1, 2, 3, 4]],
    [{ name: 'gender', _matches: '^(?i)fem' }, [1, 3]],
    [{ name: 'gender', _matches: 'male' }, [1, 2, 3]],
    [{ name: 'gender', _null: true }, [5, 6]],
    [{ name: 'gender', _null: false }, [1, 2, 3, 4]],
    [{ name: 'gender', _nnull: true }, [1, 2, 3, 4]],
    [{ name: 'gender', _eq: 'male', _null: true }, [2, 5, 6]],
    [{ name: 'age', _eq: '35' }, [1]],
    [{ name: 'age', _eq: 35.5 }, [2]],
    [{ name: 'age', _gte: 35, _lt: 64 }, [1, 2]],
    [{ name: 'age', _gt: 35 }, [2, 3]],
    [{ name: 'age', _lte: '9' }, [4]],
    [{ name: 'age', _in: ['8', '64'] }, [3, 4]],
    [{ name: 'band', _gt: 9 }, [1, 3]],
    [{ name: 'band', _eq: 35 }, [1]],
    [{ name: 'band', _gte: '9' }, [2, 4]],
    [{ name: 'member', _eq: true }, [1, 3]],
    [{ name: 'member', _eq: 'false' }, [2, 4]],
    [{ name: 'member', _neq: true }, [2, 4]],
    [{ name: 'signed_up', _eq: '2024-01-31' }, [1, 2]],
    [{ name: 'signed_up', _lte: '2024-01-31' }, [1, 2, 4]],
    [{ name: 'signed_up', _gt: '2024-01-31' }, [3]],
    [{ name: 'signed_up', _gt: '2024-01-31T00:00:00Z' }, [1, 3]],
    [{ name: 'signed_up', _gte: '2024-01-31 23:30' }, [1, 3]],
    [{ name: 'signed_up', _gte: '2024-02-01T01:00:00+01:00' }, [3]],
  ]
  it.each(examples)('%j', async (condition, expected) => {
    expect(await members(condition)).toEqual(expected)
  })

  it('required ones are AND-ed, optional ones OR-ed, and both must hold', async () => {
    expect(await members({ name: 'age', _gt: 10 }, { name: 'member', _eq: true })).toEqual([1, 3])
    const optional = [
      { name: 'gender', _eq: 'male', optional: true },
      { name: 'age', _gt: 60, optional: true },
    ]
    expect(await members(...optional)).toEqual([2, 3])
    expect(await members({ name: 'member', _eq: false }, ...optional)).toEqual([2])
  })

  it('customer text stays text', async () => {
    expect(await members({ name: 'gender', _eq: "' OR 1=1 --" })).toEqual([])
  })
})

describe('conditions that are refused, by name and value', () => {
  const refused: [TraitCondition, string][] = [
    [
      { name: 'agee', _gt: 3 },
      'trait not found: "agee", there is: "age", "gender", "member", "signed_up", "band" (did you mean "age"?)',
    ],
    [{ name: 'shoe', _gt: 3 }, 'trait not found: "shoe", there is: "age", "gender", "member", "signed_up", "band"'],
    [
      { name: 'person_id', _nnull: true },
      'trait not found: "person_id", there is: "age", "gender", "member", "signed_up", "band"',
    ],
    [
      { name: 'age', _eq: 'old' },
      'condition on trait "age": _eq "old" can\'t be compared with it, because it holds numbers: write one like 1000 or "$1,000.50"',
    ],
    [
      { name: 'member', _gt: 1 },
      'condition on trait "member": _gt 1 can\'t be compared with it, because it holds true or false: give _eq or _neq',
    ],
    [
      { name: 'signed_up', _gt: 2024 },
      'condition on trait "signed_up": _gt 2024 can\'t be compared with it, because it holds dates: write one like "2024-01-31" or "2024-01-31T18:30:00Z"',
    ],
    [{ name: 'age', _matches: '3' }, 'condition on trait "age": _matches "3" compares text, but it holds numbers'],
    [
      { name: 'age' },
      'condition on trait "age": it has no operator, give one of _eq, _neq, _gt, _gte, _lt, _lte, _in, _nin, _matches, _null, _nnull',
    ],
    [
      { name: 'age', _null: true, _nnull: true },
      'condition on trait "age": _null and _nnull exclude each other, so nobody can meet both',
    ],
  ]
  it.each(refused)('%j', (condition, sentence) => {
    expect(() => cohortSql({ traits: [condition] }, shard.query(0))).toThrow(
      expect.objectContaining({ name: 'CustomerError', code: 'VALIDATION_FAILED', message: sentence }),
    )
  })
})

describe('patterns that are not RE2', () => {
  const patterns: [string, string][] = [
    ['(a', '_matches takes a regular expression in RE2 syntax: missing ): (a'],
    ['a(?=b)', '_matches takes a regular expression in RE2 syntax: invalid perl operator: (?='],
    ['(a)\\1', '_matches takes a regular expression in RE2 syntax: invalid escape sequence: \\1'],
    ['a**', '_matches takes a regular expression in RE2 syntax: bad repetition operator: **'],
    ['*a', '_matches takes a regular expression in RE2 syntax: no argument for repetition operator: *'],
    ['a)', '_matches takes a regular expression in RE2 syntax: unexpected ): a)'],
    ['a\\', '_matches takes a regular expression in RE2 syntax: trailing \\'],
    ['\\pL{1000}', '_matches takes a regular expression in RE2 syntax: pattern too large - compile failed'],
  ]
  it.each(patterns)('%s', async (pattern, sentence) => {
    const failure = await members({ name: 'gender', _matches: pattern }).catch(explain)
    expect(failure).toMatchObject({ name: 'CustomerError', message: sentence })
  })

  it('other failures stay what they are', () => {
    const bug = new Error('Catalog Error: no such table')
    expect(explain(bug)).toBe(bug)
  })
})
