import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchDate } from '../../../../../shared/lake/ingest/dates/match-date.ts'
import { SPELLINGS } from '../../../../../shared/lake/ingest/dates/spellings.ts'
import { tryIngest } from '../../../../golden/ingest/try-ingest.ts'
import { patience } from '../../../../support/patience.ts'
import { clocks, days, type Moment, writtenDate, zones } from '../../../../support/written-dates.ts'

const moment: fc.Arbitrary<Moment> = fc.record({
  y: fc.integer({ min: 1930, max: 2025 }),
  m: fc.integer({ min: 1, max: 12 }),
  d: fc.integer({ min: 1, max: 28 }),
  h: fc.integer({ min: 0, max: 23 }),
  mi: fc.integer({ min: 0, max: 59 }),
  s: fc.integer({ min: 0, max: 59 }),
  ms: fc.integer({ min: 0, max: 999 }),
})
const written = fc
  .tuple(
    fc.constantFrom(...Object.keys(days)),
    fc.constantFrom(...Object.keys(clocks)),
    fc.constantFrom(...Object.keys(zones)),
    moment,
  )
  .map(([day, clock, zone, t]) => writtenDate(day, clock, zone, t))
/** Pieces of dates in no order, and whole dates with a piece put in, taken out or doubled. */
const atoms = [
  '2023',
  '23',
  '1',
  '05',
  '13',
  '31',
  '-',
  '/',
  '.',
  ':',
  ' ',
  ',',
  'T',
  'Z',
  'Jan',
  'mars',
  'PM',
  'h',
  'EST',
  '+01',
  '年',
]
const odd = fc.array(fc.constantFrom(...atoms), { minLength: 1, maxLength: 9 }).map((parts) => parts.join(''))
const damaged = fc.tuple(written, fc.nat(40), fc.constantFrom('', ...atoms)).map(([text, at, atom]) => {
  const i = at % text.length
  return text.slice(0, i) + atom + text.slice(i + 1)
})

test(
  'a cell that is detected as a date is read, and no other is',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(written, odd, damaged), { minLength: 200, maxLength: 200 }), async (cells) => {
        const texts = cells.map((cell) => cell.trim()).filter((cell) => cell !== '' && !/"/.test(cell))
        const csv = ['email,at', ...texts.map((text) => `p@example.com,"${text}"`)].join('\n')
        const { rows } = await tryIngest(csv, {
          output_to_streams: { orders: { data_map: { datetime: { column_name: 'at' } } } },
          output_to_traits: { known: { column_name: 'at', format: 'list_single_value' } },
        })
        const read = new Set(rows.filter((row) => row.s0_datetime !== null).map((row) => row.t_known))
        const wrong = texts.filter((text) => {
          const match = matchDate(text, true)
          // Which of its cells a column of parts or of numbers reads is decided over the column; days 29 to 99 may not exist.
          if (match?.orders || match?.spelling.timesOnly || Number(match?.fields.d) > 28) return false
          return read.has(text) !== (match !== undefined)
        })
        expect(wrong).toEqual([])
      }),
      { numRuns: 10 },
    )
  },
  patience(300),
)

test('the simple expression of a spelling takes nothing that the whole one does not', () => {
  const both = SPELLINGS.filter(({ simple }) => simple).map((spelling) => ({
    name: spelling.name,
    simple: new RegExp(`^(?:${spelling.simple!.source})$`, 'iu'),
    whole: new RegExp(`^(?:${spelling.source})$`, 'iu'),
    word: spelling.fields.includes('w'),
  }))
  fc.assert(
    fc.property(fc.oneof(written, damaged, odd), (cell) => {
      for (const { simple, whole, word } of both) {
        // Any word passes as the month's there; one that is none is not read, for it has no number.
        if (!word && simple.test(cell)) expect(whole.test(cell)).toBe(true)
      }
    }),
    { numRuns: 5000 },
  )
})
