import fc from 'fast-check'
import type { PlainRecord } from './identity-log.ts'

/** Names of people who live together and are easily taken for one: each by its own name, and how else the person is called. */
const NAMES: Record<string, string[]> = {
  maria: ['mariaa', 'marria'],
  mario: ['marioo'],
  paul: [],
  paula: ['paulla'],
  ann: ['annie'],
  amy: ['aamy'],
  robert: ['bob', 'rob', 'robetr'],
  roberta: ['robertta'],
  daniel: ['danny', 'danniel'],
  daniela: ['danielaa'],
  christian: ['chrsitian'],
  christina: ['tina'],
  julia: ['juliaa'],
  julian: ['jullian'],
  eric: ['erik'],
  erica: ['erika'],
  john: ['jon', 'jhon'],
  joan: ['joann'],
  tim: ['timmy'],
  tom: ['thomas', 'tommy'],
  victor: ['vicctor'],
  victoria: ['vicky'],
}
const LAST = ['lee', 'ray', 'okafor']

type Member = { first: string; generation: string | null; own: string }
type Household = { last: string; members: Member[]; rows: { member: number; how: number; what: number }[] }

const household = (number: number): fc.Arbitrary<Household> =>
  fc.record({
    last: fc.constantFrom(...LAST),
    members: fc
      .uniqueArray(
        fc.record({
          first: fc.constantFrom(...Object.keys(NAMES)),
          generation: fc.constantFrom(null, null, null, 'sr', 'jr', 'ii'),
        }),
        // Without a generation somebody may be either of two.
        {
          minLength: 1,
          maxLength: 5,
          selector: ({ first, generation }) => (generation ? `${first} ${generation}` : first),
        },
      )
      .map((members) =>
        members.filter(
          ({ first, generation }) => generation || !members.some((other) => other.generation && other.first === first),
        ),
      )
      .filter((members) => members.length > 0)
      .map((members) => members.map((member, i) => ({ ...member, own: `${number}-${i}` }))),
    rows: fc.array(fc.record({ member: fc.nat(4), how: fc.nat(5), what: fc.nat(31) }), { minLength: 1, maxLength: 16 }),
  })

/**
 * A table of some households and the truth, per record whose it is. Members share an e-mail address, a telephone and a street; some
 * rows have a card or an account of the member's own.
 */
export const households: fc.Arbitrary<{ records: PlainRecord[]; truth: string[] }> = fc
  .integer({ min: 1, max: 4 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, number) => household(number))))
  .map((all) => {
    const rows = all.flatMap(({ last, members, rows }, number) =>
      // A misspelling is understood where the name itself is known.
      [...rows.slice(0, 4), ...members.map((_, member) => ({ member, how: 0, what: 7 })), ...rows.slice(4)].map(
        ({ member, how, what }) => {
          const { first, generation, own } = members[member % members.length]!
          const called = [first, first, ...NAMES[first]!][how] ?? first
          const has = (bit: number) => (what & bit) !== 0
          const some = what % 8 === 0 ? 1 : what
          const address = `${called}|${last}|${number} oak|02139`
          const ids = {
            email: some & 1 ? `home${number}@example.com` : undefined,
            phone: some & 2 ? `+1212555010${number}` : undefined,
            name_address: some & 4 ? address : undefined,
            x_card: has(8) ? `card ${own}` : undefined,
            user_id: has(16) ? `user ${own}` : undefined,
          }
          return { record: { first: called, last, generation, ids }, truth: own }
        },
      ),
    )
    return {
      records: rows.map(({ record }, row) => ({ ...record, row, time: row })),
      truth: rows.map(({ truth }) => truth),
    }
  })
