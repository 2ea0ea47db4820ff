import fc from 'fast-check'
import type { PlainRecord } from './identity-log.ts'

export const LOG_KINDS = ['user_id', 'email', 'crm', 'name_address', 'phone', 'anonymous_id']

const value = (kind: string, many: number) =>
  fc.option(
    fc.nat(Math.round(many)).map((n) => `${kind}${n}`),
    { nil: undefined, freq: 2 },
  )
/** Couples, twins, nicknames, initials, misspellings that could be one's or the other's. */
const FIRST = [
  ...[null, null, null, 'robert', 'bob', 'julia', 'j', 'john', 'ann marie', 'smith'],
  ...['maria', 'mario', 'mariq', 'chris', 'christian', 'christina'],
]
/** `many` scales the pools: small ones tangle everybody together, large ones give people that need no closer look. */
const record = (many: number) =>
  fc.record({
    time: fc.nat(6),
    object: fc.nat(2),
    first: fc.constantFrom(...FIRST),
    last: fc.constantFrom(null, 'smith', 'robert', 'okafor', 'nguyen'),
    generation: fc.constantFrom(null, null, null, null, 'sr', 'jr'),
    address: fc.nat(9),
    ids: fc.record({
      user_id: value('u', 4 * many),
      email: value('e', 5 * many),
      crm: value('c', 6 * many),
      name_address: value('n', 9 * many),
      phone: value('p', 5 * many),
      anonymous_id: value('a', 6 * many),
    }),
  })
/** Rows are numbered, so that the order of every arrangement is the same. A quarter of them says again what another says. */
export const randomLog = (length: fc.ArrayConstraints): fc.Arbitrary<PlainRecord[]> =>
  fc
    .tuple(
      fc.oneof(...[0.4, 1, 4, 10].map((many) => fc.array(record(many), length))),
      fc.array(fc.record({ of: fc.nat(), time: fc.nat(6), object: fc.nat(2) }), { maxLength: 10 }),
    )
    .map(([records, again]): PlainRecord[] =>
      [
        ...records,
        ...again.flatMap(({ of, ...stamp }) => {
          const said = records[of % records.length]
          return said ? [{ ...said, ...stamp }] : []
        }),
      ].map((one, row) => ({ ...one, row })),
    )
