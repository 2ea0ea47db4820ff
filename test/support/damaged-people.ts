import fc from 'fast-check'
import type { PlainRecord } from './identity-log.ts'

const FIRST =
  'luke mia liam amelia edward rosie kyle chloe joel olivia jordan nicholas emma hugo william michael'.split(' ')
const LAST = 'purdon mcphail ryan reid jayaraman bordin lavis spratt prideaux egan gildea alderson webb nguyen'.split(
  ' ',
)
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz']

/** One letter put in, left out, changed, or swapped with the next. */
const typo = (text: string): fc.Arbitrary<string> =>
  fc.tuple(fc.nat(text.length - 1), fc.constantFrom(...LETTERS), fc.nat(3)).map(([at, letter, how]) => {
    const [before, one, after] = [text.slice(0, at), text[at]!, text.slice(at + 1)]
    if (how === 0) return before + letter + one + after
    if (how === 1) return before + after || one
    if (how === 2) return before + letter + after
    return before + after.slice(0, 1) + one + after.slice(1)
  })

/** As a list of people is damaged in the Febrl data sets: mistyped, missing, swapped, another altogether. */
const copy = (first: string, last: string, key: string): fc.Arbitrary<Omit<PlainRecord, 'row'>> =>
  fc
    .record({
      first: fc.oneof(
        { weight: 6, arbitrary: fc.constant(first) },
        { weight: 2, arbitrary: typo(first) },
        { weight: 1, arbitrary: fc.constantFrom(...FIRST) },
        { weight: 1, arbitrary: fc.constant(null) },
      ),
      last: fc.oneof(
        { weight: 7, arbitrary: fc.constant(last) },
        { weight: 2, arbitrary: typo(last) },
        { weight: 1, arbitrary: fc.constant(null) },
      ),
      isSwapped: fc.nat(19),
      // A damaged key is nobody's.
      key: fc.oneof(
        { weight: 19, arbitrary: fc.constant(key) },
        { weight: 1, arbitrary: fc.nat(9).map((n) => `${key}~${n}`) },
      ),
      street: fc.nat(99_999),
      phone: fc.nat(99_999),
    })
    .map(({ first, last, isSwapped, key, street, phone }) => ({
      ...(isSwapped === 0 && last ? { first: last, last: first } : { first, last }),
      ids: {
        x_key: key,
        name_address: first && last ? `${first}|${last}|${key} ${street} oak|02139` : undefined,
        phone: `${key} ${phone}`,
      },
    }))

/** People by a key of the company's own, each once as they are and with up to seven damaged copies, all at different addresses. */
export const damagedPeople: fc.Arbitrary<{ records: PlainRecord[]; truth: string[]; keys: string[] }> = fc
  .array(fc.tuple(fc.constantFrom(...FIRST), fc.constantFrom(...LAST), fc.nat(7)), { minLength: 1, maxLength: 12 })
  .chain((people) =>
    fc.tuple(
      ...people.map(([first, last, copies], i) =>
        fc
          .array(copy(first, last, `key${i}`), { minLength: copies, maxLength: copies })
          .map((damaged) => [
            { first, last, ids: { x_key: `key${i}`, name_address: `${first}|${last}|${i} oak|02139`, phone: `${i}` } },
            ...damaged,
          ]),
      ),
    ),
  )
  .map((people) => {
    const all = people.flatMap((copies, i) => copies.map((record) => ({ record, truth: `${i}` })))
    return {
      records: all.map(({ record }, row) => ({ ...record, row, time: (row * 7919) % 101 })),
      truth: all.map(({ truth }) => truth),
      keys: all.map(({ record }) => record.ids.x_key!),
    }
  })
