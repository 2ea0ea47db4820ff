import { describe, expect, test } from 'vitest'
import { type SomeConfig, tryIngest } from '../../../../golden/ingest/try-ingest.ts'
import { ingestDataset } from '../../../../support/ingest-dataset.ts'

const csv = (...cells: string[]) => `email,when\n${cells.map((cell, i) => `p${i}@example.com,"${cell}"\n`).join('')}`
const config: SomeConfig = {
  output_to_streams: { orders: { data_map: { datetime: { column_name: 'when' } } } },
  output_to_traits: { seen: { column_name: 'when' } },
}
const day = (value: unknown) => (value === null ? null : new Date(value as number).toISOString().slice(0, 10))
const seen = ({ rows }: { rows: Record<string, unknown>[] }) => rows.map((row) => day(row.t_seen))

describe('day or month first', () => {
  test('one file tells for all; those before and behind it are read again', async () => {
    const files = {
      'a.csv': csv('03/02/2023'),
      'b.csv': csv('13/01/2023', '02/01/2023'),
      'c.csv': csv('05/02/2023'),
    }
    const made = await ingestDataset(files, config)
    expect(Object.values(made.files).map(seen)).toEqual([['2023-02-03'], ['2023-01-13', '2023-01-02'], ['2023-02-05']])
    expect(made.again).toEqual(['a.csv', 'c.csv'])
    expect(made.ambiguous).toEqual([])
  })

  test.each([
    ['slashes', ['03/02/2023', '05/02/2023'], 'month_first', ['2023-03-02', '2023-05-02']],
    ['dots', ['03.02.2023', '05.02.2023'], 'day_first', ['2023-02-03', '2023-02-05']],
    ['both', ['03.02.2023', '05/02/2023'], 'month_first', ['2023-03-02', '2023-05-02']],
  ])('where nothing tells, the dataset says so, and the column is read one way: %s', async (_, cells, read_as, is) => {
    const made = await ingestDataset({ 'a.csv': csv(cells[0]!), 'b.csv': csv(cells[1]!) }, config)
    expect(Object.values(made.files).flatMap(seen)).toEqual(is)
    expect(made.ambiguous).toEqual([{ column_name: 'when', read_as, why: 'undecided' }])
  })

  test('a proof behind the sample counts, whichever it is', async () => {
    const open = Array.from({ length: 1100 }, () => '03/02/2023')
    const day = await ingestDataset({ 'a.csv': csv(...open, '13/01/2023') }, config)
    expect([...new Set(seen(day.files['a.csv']!))]).toEqual(['2023-02-03', '2023-01-13'])
    const month = await ingestDataset({ 'a.csv': csv(...open, '01/13/2023'), 'b.csv': csv('03.02.2023') }, config)
    expect(seen(month.files['b.csv']!)).toEqual(['2023-03-02'])
    expect([...day.ambiguous, ...month.ambiguous]).toEqual([])
  })

  test('a file that contradicts another is read by its own cells, one that says nothing by the most; the dataset says so', async () => {
    const files = {
      'a.csv': csv('13/01/2023', '14/01/2023', '02/01/2023'),
      'b.csv': csv('01/13/2023', '02/01/2023'),
      'c.csv': csv('02/01/2023'),
    }
    const made = await ingestDataset(files, config)
    expect(Object.values(made.files).map((file) => seen(file).at(-1))).toEqual([
      '2023-01-02',
      '2023-02-01',
      '2023-01-02',
    ])
    expect(made.ambiguous).toEqual([{ column_name: 'when', read_as: 'day_first', why: 'contradictory' }])
    expect(Object.values(made.files).map(({ report }) => report.rejected)).toEqual([0, 0, 0])
  })

  test('within one file never row by row: the fewer are rejected, and the reason says how the column is read', async () => {
    const { files } = await ingestDataset(
      { 'a.csv': csv('13/01/2023', '14/01/2023', '01/13/2023', '02/01/2023') },
      config,
    )
    expect(seen(files['a.csv']!)).toEqual(['2023-01-13', '2023-01-14', '2023-01-02'])
    expect(files['a.csv']!.rejects).toContain('datetime ""01/13/2023"" is not a day/month/year date')
  })

  test('a declared format decides, and nothing is ambiguous then', async () => {
    for (const [format, is] of [
      ['date_day_month_fullyear', '2023-02-03'],
      ['date_month_day_fullyear', '2023-03-02'],
    ] as const) {
      const as: SomeConfig = {
        output_to_streams: { orders: { data_map: { datetime: { column_name: 'when', format } } } },
      }
      const { files, ambiguous } = await ingestDataset({ 'a.csv': csv('03/02/2023') }, as)
      expect(day(files['a.csv']!.rows[0]!.s0_datetime)).toBe(is)
      expect(ambiguous).toEqual([])
    }
  })
})

describe('two digits of a year, in a file of 2026', () => {
  const born = async (name: string, ...cells: string[]) => {
    const text = csv(...cells).replace('when', name)
    const { files } = await ingestDataset({ 'a.csv': text }, { output_to_traits: { x: { column_name: name } } })
    return files['a.csv']!.rows.map((row) => day(row.t_x))
  }
  test('the latest year that is not ahead', async () => {
    expect(
      await born('born', '03/14/45', '12/25/68', '07/30/85', '01/15/99', '12/31/25', '01/02/26', '01/03/26'),
    ).toEqual(['1945-03-14', '1968-12-25', '1985-07-30', '1999-01-15', '2025-12-31', '2026-01-02', '1926-01-03'])
  })
  test('ahead only where the whole column lies around the upload, and never of birth', async () => {
    const renewals = ['11/30/25', '03/31/26', '06/30/27', '12/31/29']
    expect(await born('renewal', ...renewals)).toEqual(['2025-11-30', '2026-03-31', '2027-06-30', '2029-12-31'])
    expect(await born('renewal', ...renewals, '05/17/61')).toContain('1927-06-30')
    expect(await born('date_of_birth', ...renewals)).toEqual(['2025-11-30', '1926-03-31', '1927-06-30', '1929-12-31'])
  })
  test('years of two and of four digits beside each other', async () => {
    expect(await born('x', '1/5/23', '01/25/2023')).toEqual(['2023-01-05', '2023-01-25'])
  })
})

describe('the zone of times that name none', () => {
  const at = async (time_zone: string | undefined, ...cells: string[]) => {
    const options = time_zone ? { options: { time_zone } } : {}
    const { rows } = await tryIngest(csv(...cells), { ...config, ...options })
    return rows.map((row) => new Date(row.s0_datetime as number).toISOString().slice(0, 16))
  }
  test('UTC unless set; a zone in the cell goes first; a day without a time is a day', async () => {
    const cells = [
      '2023-01-05 10:22',
      '2023-07-05T10:22:00',
      '2023-01-05 10:22 PST',
      '2023-01-05T10:22:00Z',
      '2023-01-05',
    ]
    const rest = ['2023-01-05T18:22', '2023-01-05T10:22', '2023-01-05T00:00']
    expect(await at(undefined, ...cells)).toEqual(['2023-01-05T10:22', '2023-07-05T10:22', ...rest])
    expect(await at('Europe/Berlin', ...cells)).toEqual(['2023-01-05T09:22', '2023-07-05T08:22', ...rest])
    expect(await at('Europe/Berlin', '1/25/2023 10:22 PM', '5. Juli 2023 um 10.22 Uhr')).toEqual([
      '2023-01-25T21:22',
      '2023-07-05T08:22',
    ])
  })
})

test.each([
  [['2023-01-05', '10:22:31'], '2023-01-05T10:22:31.000Z'],
  [['1/25/2023', '10:22 PM'], '2023-01-25T22:22:00.000Z'],
  [['25.01.2023', '10.22 Uhr'], '2023-01-25T10:22:00.000Z'],
  [['20230105', '102231'], '2023-01-05T10:22:31.000Z'],
  [['20230105', '930'], '2023-01-05T09:30:00.000Z'],
  [['2023-01-05 00:00:00', '10:22'], '2023-01-05T10:22:00.000Z'],
  [['1/25/2023 12:00:00 AM', '10:22'], '2023-01-25T10:22:00.000Z'],
  [['2023-01-05', '1899-12-30 10:22:31'], '2023-01-05T10:22:31.000Z'],
  [['2023-01-05', '0 days 10:22:31'], '2023-01-05T10:22:31.000Z'],
  [['44931', '0.432303240742'], '2023-01-05T10:22:31.000Z'],
  [['44931', ''], '2023-01-05T00:00:00.000Z'],
  [['2023-01-05', ''], '2023-01-05T00:00:00.000Z'],
  [['2023-01-05', '10:22', '-0500'], '2023-01-05T15:22:00.000Z'],
  [['2023-01-05', '10:22', 'Europe/Berlin'], '2023-01-05T09:22:00.000Z'],
  [['', '10:22'], null],
])('a time in columns of its parts: %j', async (cells, is) => {
  const names = ['date', 'time', 'zone'].slice(0, cells.length)
  const text = `email,${names.join(',')}\np@example.com,${cells.join(',')}\n`
  const { rows, rejects } = await tryIngest(text, {
    output_to_streams: { orders: { data_map: { datetime: { column_names: names } } } },
  })
  expect(rejects).toBe('file,line,reason,row\n')
  const got = rows[0]!.s0_datetime
  expect(got === null ? null : new Date(got as number).toISOString()).toBe(is)
})

test('day and month of a date in a column of its own are agreed on like those of any other', async () => {
  const as: SomeConfig = {
    output_to_streams: { orders: { data_map: { datetime: { column_names: ['date', 'time'] } } } },
  }
  const file = (date: string) => `email,date,time\np@example.com,${date},10:22\n`
  const told = await ingestDataset({ 'a.csv': file('03/02/2023'), 'b.csv': file('13/01/2023') }, as)
  expect(day(told.files['a.csv']!.rows[0]!.s0_datetime)).toBe('2023-02-03')
  const open = await ingestDataset({ 'a.csv': file('03/02/2023') }, as)
  expect(open.ambiguous).toEqual([{ column_name: 'date + time', read_as: 'month_first', why: 'undecided' }])
})
