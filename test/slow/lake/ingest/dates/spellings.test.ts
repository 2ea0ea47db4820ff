import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { MONTH_WORDS, WEEKDAY_WORDS } from '../../../../../shared/engines/dates/words.ts'
import { matchDate } from '../../../../../shared/lake/ingest/dates/match-date.ts'
import { type SomeConfig, tryIngest } from '../../../../golden/ingest/try-ingest.ts'
import { ingestDataset } from '../../../../support/ingest-dataset.ts'
import { days, instantOf, type Moment, times, writtenDate } from '../../../../support/written-dates.ts'

const moments: Moment[] = [
  { y: 2023, m: 1, d: 25, h: 22, mi: 22, s: 31, ms: 250 },
  { y: 2024, m: 2, d: 29, h: 0, mi: 5, s: 7, ms: 1 },
  { y: 1999, m: 12, d: 31, h: 12, mi: 0, s: 59, ms: 999 },
  { y: 2023, m: 3, d: 5, h: 9, mi: 59, s: 0, ms: 0 },
  { y: 2023, m: 5, d: 1, h: 11, mi: 30, s: 30, ms: 500 },
]

/** All cells of one way to write a day: each clock, each zone, the dates in turn. */
const cellsOf = (day: string) =>
  times.map(([clock, zone], i) => {
    const t = moments[i % moments.length]!
    return { text: writtenDate(day, clock, zone, t), is: instantOf(t, clock, zone), of: `${day}, ${clock}, ${zone}` }
  })
const table = Object.keys(days).map((day) => ({ day, cells: cellsOf(day) }))
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
const names = table.map((_, i) => `c${i}`)
const csvOf = (rows: string[][]) =>
  [['email', ...names], ...rows.map((row, i) => [`p${i}@example.com`, ...row])]
    .map((row) => row.map(quoted).join(','))
    .join('\n')
const columns = csvOf(times.map((_, row) => table.map(({ cells }) => cells[row]!.text)))

/** Each column is the datetime of one stream, or a trait: both must be read. */
const streams: SomeConfig = {
  output_to_streams: Object.fromEntries(names.map((name) => [name, { data_map: { datetime: { column_name: name } } }])),
}
const traits: SomeConfig = { output_to_traits: Object.fromEntries(names.map((name) => [name, { column_name: name }])) }

function expectColumns(rows: Record<string, unknown>[], nameOf: (i: number) => string): void {
  const wrong = table.flatMap(({ cells }, i) =>
    cells.flatMap(({ text, is, of }, row) => {
      const got = rows[row]![nameOf(i)]
      return got === is ? [] : [`${of}: ${text} → ${got === null ? got : new Date(got as number).toISOString()}`]
    }),
  )
  expect(wrong).toEqual([])
}

test(`the datetime of a stream: ${table.length} ways to write a day × ${times.length} times`, async () => {
  const { rows, rejects } = await tryIngest(columns, streams)
  expect(rejects).toBe('file,line,reason,row\n')
  expectColumns(rows, (i) => `s${i}_datetime`)
})

test('a trait', async () => {
  const { rows, report } = await tryIngest(columns, traits)
  expect(report.columns.slice(1).map(({ data_type }) => data_type)).toEqual(names.map(() => 'date'))
  expectColumns(rows, (i) => `t_c${i}`)
})

test('a file behind others of the dataset, which decide day and month', async () => {
  // Each cell is a file's only one in its column: parts of up to 12 are then left to the first file.
  const decides = csvOf([table.map(({ day }) => writtenDate(day, 'none', 'none', moments[0]!))])
  const late = { y: 2023, m: 3, d: 5, h: 10, mi: 22, s: 31, ms: 0 }
  const open = csvOf([table.map(({ day }) => writtenDate(day, 'seconds', 'none', late))])
  const { files, again, ambiguous } = await ingestDataset(
    { 'z.csv': decides, 'a.csv': open },
    { ...streams, ...traits },
  )
  const wrong = table.flatMap(({ day }, i) =>
    [`s${i}_datetime`, `t_c${i}`].flatMap((column) =>
      files['a.csv']!.rows[0]![column] === instantOf(late, 'seconds', 'none') ? [] : [`${day}: ${column}`],
    ),
  )
  expect(wrong).toEqual([])
  expect(again).toEqual(['a.csv'])
  expect(ambiguous).toEqual([])
})

test('all of them in one column, one after another, also behind the sample', async () => {
  const mixed = table.filter(({ day }) => !day.startsWith('day first')).flatMap(({ cells }) => cells)
  // The first 1,200 rows are ISO 8601, and all that the sample sees of the others is each 64th row.
  const plain = Array.from({ length: 1200 }, (_, i) => ({ text: `2023-01-${10 + (i % 10)}`, is: undefined, of: '' }))
  for (const [name, cells] of Object.entries({ mixed, late: [...plain, ...mixed] })) {
    const csv = ['email,at', ...cells.map(({ text }, i) => `p${i}@example.com,${quoted(text)}`)].join('\n')
    const stream = { orders: { data_map: { datetime: { column_name: 'at' } } } }
    const { rows, rejects } = await tryIngest(csv, { output_to_streams: stream } as never)
    expect(rejects, name).toBe('file,line,reason,row\n')
    const wrong = cells.flatMap(({ text, is, of }, i) =>
      is === undefined || rows[i]!.s0_datetime === is ? [] : [`${of}: ${text} → ${rows[i]!.s0_datetime}`],
    )
    expect(wrong, name).toEqual([])
  }
})

test('numbers that are dates, each in a column of its own', async () => {
  const at = Date.UTC(2023, 0, 5, 10, 22, 31)
  const numbers: [text: string, is: number][] = [
    ['1672914151', at],
    ['1672914151.0', at],
    ['1672914151.123400', at + 123],
    ['1672914151250', at + 250],
    ['1672914151250000', at + 250],
    ['1672914151250000000', at + 250],
    ['-86400000000', Date.UTC(1967, 3, 7)],
    ['44931', Date.UTC(2023, 0, 5)],
    ['44931.432303240742', at],
    ['20230105', Date.UTC(2023, 0, 5)],
    ['20230105.0', Date.UTC(2023, 0, 5)],
    ['25012023', Date.UTC(2023, 0, 25)],
    ['01252023', Date.UTC(2023, 0, 25)],
    ['202301', Date.UTC(2023, 0, 1)],
    ['2023010510', Date.UTC(2023, 0, 5, 10)],
    ['202301051022', Date.UTC(2023, 0, 5, 10, 22)],
    ['20230105102231', at],
    ['2023', Date.UTC(2023, 0, 1)],
    ['20230105T102231Z', at],
    ['20230105 10:22:31', at],
    ['01/2023', Date.UTC(2023, 0, 1)],
    ['Jan 2023', Date.UTC(2023, 0, 1)],
    ['Thu Jan 05 10:22:31 +0000 2023', at],
    ['05/Jan/2023:10:22:31 +0000', at],
    ["'2023-01-05", Date.UTC(2023, 0, 5)],
    ['="2023-01-05"', Date.UTC(2023, 0, 5)],
    ['\u200e1\u200e/\u200e25\u200e/\u200e2023', Date.UTC(2023, 0, 25)],
    ['2023-01-05T24:00:00Z', Date.UTC(2023, 0, 6)],
  ]
  const known = numbers.filter(([, is]) => Number.isFinite(is))
  const csv = [
    ['email', ...known.map((_, i) => `n${i}`)],
    ['p@example.com', ...known.map(([text]) => text)],
  ]
  const data_maps = known.map((_, i) => [`n${i}`, { data_map: { datetime: { column_name: `n${i}` } } }])
  const { rows, rejects } = await tryIngest(csv.map((row) => row.map(quoted).join(',')).join('\n'), {
    output_to_streams: Object.fromEntries(data_maps),
  } as never)
  expect(rejects).toBe('file,line,reason,row\n')
  expect(known.map(([text], i) => [text, rows[0]![`s${i}_datetime`]])).toEqual(known)
})

test('what has no one reading is refused by a sentence that says why', async () => {
  const refused: [text: string, reason: string][] = [
    ['1.67291E+12', 'is a number that a spreadsheet has shortened: its last digits are lost'],
    ['2023-01-05 10:22:31 IST', 'names the zone IST, which is one of India, of Israel and of Ireland'],
    ['Jan-23', 'is a date without a year, or without a day'],
    ['2023-02-30', 'is not a date'],
    ['2023-01-05 25:00', 'is not a date'],
    ['2023-01-05 10:00 +19:00', 'is not a date'],
    ['tomorrow', 'is not a date'],
    ['13/13/2023', 'is not a date'],
    ['epoch', 'is not a date'],
    ['infinity', 'is not a date'],
  ]
  const csv = ['email,at', ...refused.map(([text]) => `p@example.com,${quoted(text)}`)].join('\n')
  const { rejects } = await tryIngest(csv, {
    output_to_streams: { orders: { data_map: { datetime: { column_name: 'at' } } } },
  } as never)
  const reasons = [...rejects.matchAll(/"datetime ""(.*?)"" (.*?)",/g)].map(([, text, reason]) => [text, reason])
  expect(reasons).toEqual(refused)
})

test('no date at all: nothing, zeros of MySQL; the row is kept and is no event', async () => {
  const csv = 'email,at\na@x.org,\nb@x.org,0000-00-00 00:00:00\nc@x.org,NULL\nd@x.org,2023-01-05\n'
  const { rows, report } = await tryIngest(csv, {
    output_to_streams: { orders: { data_map: { datetime: { column_name: 'at' } } } },
  } as never)
  expect(report).toMatchObject({ accepted: 4, rejected: 0 })
  expect(rows.map((row) => row.s0)).toEqual([false, false, false, true])
})

test('text that is no date stays text', () => {
  const texts = [
    'Main St 5',
    '10.0.19',
    'May 5',
    '555-12-3456',
    '5 sets 20',
    'IX/2023',
    '1.5/2.5/3',
    '2023-1',
    'Q1 2023',
  ]
  expect(texts.filter((text) => matchDate(text, false))).toEqual([])
})

const languages = ['en', 'en-GB', 'de', 'de-AT', 'fr', 'es', 'it', 'pt', 'nl']
const plain = (word: string) =>
  word
    .normalize('NFD')
    .replace(/[\p{M}.]/gu, '')
    .toLowerCase()

test.each(languages)('every name that ICU gives a month or a day in %s is known', (language) => {
  for (let i = 0; i < 12; i++) {
    for (const width of ['long', 'short'] as const) {
      const date = new Date(Date.UTC(2023, i, 1 + i))
      const month = plain(new Intl.DateTimeFormat(language, { month: width, timeZone: 'UTC' }).format(date))
      expect(MONTH_WORDS[i]).toContain(month)
    }
  }
})

test.each(['en', 'de', 'fr', 'es'])('every name of a day in %s is known', (language) => {
  for (let d = 1; d <= 7; d++) {
    for (const weekday of ['long', 'short'] as const) {
      const date = new Date(Date.UTC(2023, 0, d))
      expect(WEEKDAY_WORDS).toContain(
        plain(new Intl.DateTimeFormat(language, { weekday, timeZone: 'UTC' }).format(date)),
      )
    }
  }
})

test('docs/files.md shows examples, and each is a date', () => {
  const page = readFileSync(new URL('../../../../../docs/files.md', import.meta.url), 'utf8')
  const rows = page
    .split('\n')
    .filter((line) => /^\| (year first|day and month in parts|month as a word|of a mail)/.test(line))
  const examples = rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, example]) => example!))
  expect(examples.length).toBeGreaterThan(15)
  expect(examples.filter((example) => !matchDate(example, false))).toEqual([])
})
