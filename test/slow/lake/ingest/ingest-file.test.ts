import { describe, expect, test } from 'vitest'
import { columnFormats } from '../../../../shared/contract/reading.ts'
import { tryIngest } from '../../../golden/ingest/try-ingest.ts'
import { records } from '../../../support/customer.ts'

const orders = (data_map: object, conditions?: object[]) => ({
  output_to_streams: { orders: { data_map, ...(conditions ? { conditions } : {}) } } as never,
})
const time = (row: Record<string, unknown>, column = 's0_datetime') =>
  row[column] === null ? null : new Date(row[column] as number).toISOString()

describe('every row is accepted, or rejected with its line and the reason', () => {
  const config = orders({ datetime: { column_name: 'at', format: 'date_iso8601' }, value: { column_name: 'paid' } })

  test('line, reason and raw row; row numbers count rejected rows too', async () => {
    const text = [
      'email,at,paid',
      'a@x.org,2024-01-01,1.50',
      'b@x.org,2024-01-02,2,more',
      '"c\n@x.org",2024-01-03,2',
      'd@x.org,foo,3',
      '',
      'e@x.org,2024-01-05,a lot',
      'f@x.org,"2024-01-06"x,4',
      'g@x.org,2024-01-07,5',
    ].join('\n')
    const { report, rows, rejects } = await tryIngest(text, config)
    expect(report).toMatchObject({ row_count: 7, accepted: 3, rejected: 4 })
    expect(rows.map((row) => row.row_number)).toEqual([1, 3, 7])
    expect(rejects).toBe(
      [
        'file,line,reason,row',
        'account/orders/upload.csv,3,"3 columns expected, 4 found","b@x.org,2024-01-02,2,more"',
        'account/orders/upload.csv,6,"datetime ""foo"" is not a date_iso8601","d@x.org,foo,3"',
        'account/orders/upload.csv,8,"value ""a lot"" is not an amount","e@x.org,2024-01-05,a lot"',
        'account/orders/upload.csv,9,text after a closing quote,"f@x.org,""2024-01-06""x,4"',
        '',
      ].join('\n'),
    )
  })

  test('what says that there is nothing is nothing, not an error', async () => {
    const { report, rows } = await tryIngest('email,at,paid\na@x.org,,\nb@x.org,NULL,n/a\n', config)
    expect(report).toMatchObject({ accepted: 2, rejected: 0 })
    expect(rows.map((row) => [row.s0, row.s0_datetime, row.s0_value])).toEqual([
      [false, null, null],
      [false, null, null],
    ])
  })

  test('all rows rejected, no rows at all', async () => {
    expect((await tryIngest('email,at,paid\na,b,c\nd,e,f\n', config)).report).toMatchObject({
      accepted: 0,
      rejected: 2,
    })
    const none = await tryIngest('email,at,paid\n', config)
    expect(none.report).toMatchObject({ row_count: 0, accepted: 0, rejected: 0 })
    expect(none.rows).toEqual([])
  })
})

describe('a file that cannot be read is refused, by a sentence', () => {
  test.each([
    ['emial,at\n', 'column not found: "email", the file has: "emial", "at" (did you mean "emial"?)'],
    ['first,second\n1,2\n', 'column not found: "email", the file has: "first", "second"'],
    ['', 'the file is empty: not even a header row'],
    ['\u0000\u0001\u0002\u0003\u0004', 'the file is not text: it looks binary; send CSV (plain, gz or bz2)'],
  ])('%j', async (text, refused) => {
    const { report, rows } = await tryIngest(text)
    expect(report).toMatchObject({ refused, row_count: 0, accepted: 0 })
    expect(rows).toEqual([])
  })
  test('the order of columns does not matter, nor those that nobody asked for', async () => {
    const { rows } = await tryIngest('x,email\n1,A@x.org\n')
    expect(rows[0]).toMatchObject({ i0_email: 'A@x.org', k0_email: 'a@x.org' })
  })
})

describe('times', () => {
  const cases: Record<string, [written: string, is: string][]> = {
    mm_dd_yy_slash: [['3/4/21', '2021-03-04']],
    mm_dd_yyyy_slash: [
      ['03/04/2021', '2021-03-04'],
      ['3/4/2021 5:06 PM', '2021-03-04T17:06'],
    ],
    mm_dd_yy_dash: [['03-04-21', '2021-03-04']],
    mm_dd_yyyy_dash: [['03-04-2021', '2021-03-04']],
    yyyy_mm_dd_slash: [['2021/03/04', '2021-03-04']],
    yy_mm_dd_slash: [['21/03/04', '2021-03-04']],
    yyyy_mm_dd_dash: [
      ['2021-03-04', '2021-03-04'],
      ['2021-03-04T05:06:07Z', '2021-03-04T05:06:07'],
    ],
    yy_mm_dd_dash: [['21-03-04', '2021-03-04']],
    yyyymmdd: [['20210304', '2021-03-04']],
    yyyymm: [['202103', '2021-03-01']],
    date_iso8601: [
      ['2021-03-04', '2021-03-04'],
      ['2021-03-04T05:06:07Z', '2021-03-04T05:06:07'],
      ['2021-03-04T05:06:07+02:00', '2021-03-04T03:06:07'],
      ['2021-03-04 05:06:07.5', '2021-03-04T05:06:07.500'],
      ['2021-03-04T05:06Z', '2021-03-04T05:06'],
      ['2021-03-04T05:06-0330', '2021-03-04T08:36'],
      ['20210304T050607Z', '2021-03-04T05:06:07'],
      ['2021-03', '2021-03-01'],
    ],
    date_month_day_fullyear: [
      ['3/4/2021', '2021-03-04'],
      ['3-4-2021', '2021-03-04'],
    ],
    date_month_day_shortyear: [['3/4/21', '2021-03-04']],
    date_month_day_fullyear_hours_minutes: [['3/4/2021 05:06', '2021-03-04T05:06']],
    date_month_day_fullyear_hours_minutes_seconds: [['3/4/2021 05:06:07', '2021-03-04T05:06:07']],
    date_day_month_fullyear: [
      ['4/3/2021', '2021-03-04'],
      ['04.03.2021 05:06', '2021-03-04T05:06'],
    ],
    date_day_month_shortyear: [['4-3-21', '2021-03-04']],
    date_spreadsheet_days: [
      ['44259', '2021-03-04'],
      ['44259.2125810185', '2021-03-04T05:06:07'],
    ],
    date_seconds_since_epoch_utc: [
      ['1614834367', '2021-03-04T05:06:07'],
      ['1614834367.25', '2021-03-04T05:06:07.250'],
    ],
    date_milliseconds_since_epoch_utc: [['1614834367250', '2021-03-04T05:06:07.250']],
  }

  test('every format of dates that the contract names is tried here', () => {
    const others = /^(currency_|list_|static_)/
    expect(Object.keys(cases).sort()).toEqual(columnFormats.filter((format) => !others.test(format)).sort())
  })

  test.each(Object.entries(cases))('%s', async (format, examples) => {
    const text = `email,at\n${examples.map(([written]) => `a@x.org,${written}\n`).join('')}b@x.org,13/13/13x\n`
    const { rows, rejects } = await tryIngest(text, orders({ datetime: { column_name: 'at', format } }))
    expect(rows.map((row) => time(row))).toEqual(
      examples.map(([, is]) => new Date(`${is}${is.includes('T') ? 'Z' : ''}`).toISOString()),
    )
    expect(records(rejects)).toMatchObject([
      { line: String(examples.length + 2), reason: `datetime "13/13/13x" is not a ${format}` },
    ])
  })

  test('a year of six digits costs its row, also beside a time in a named zone', async () => {
    const { rejects, rows } = await tryIngest(
      'email,at\na@x.org,2024-01-01 00:00:00 America/New_York\nb@x.org,294247-01-10\n',
      orders({ datetime: { column_name: 'at', format: 'date_iso8601' } }),
    )
    expect(rows.map((row) => time(row))).toEqual(['2024-01-01T05:00:00.000Z'])
    expect(records(rejects)).toMatchObject([{ line: '3', reason: 'datetime "294247-01-10" is not a date_iso8601' }])
  })

  test('infinity, years of two digits where four are due, numbers beyond time', async () => {
    const iso = await tryIngest(
      'email,at\na,infinity\na,99999-01-01\na,0021-01-01\n',
      orders({ datetime: { column_name: 'at', format: 'date_iso8601' } }),
    )
    expect(iso.report).toMatchObject({ accepted: 0, rejected: 3 })
    const us = await tryIngest(
      'email,at\na,1/2/21\n',
      orders({ datetime: { column_name: 'at', format: 'mm_dd_yyyy_slash' } }),
    )
    expect(us.report.rejected).toBe(1)
    const epoch = await tryIngest(
      'email,at\na,99999999999999999\na,-1e18\n',
      orders({ datetime: { column_name: 'at', format: 'date_seconds_since_epoch_utc' } }),
    )
    expect(epoch.report.rejected).toBe(2)
  })

  test.each([
    ['2021-03-04T05:06:07Z', '2021-03-04T05:06:07.000Z'],
    ['3/24/2021', '2021-03-24T00:00:00.000Z'],
    ['24/3/2021', '2021-03-24T00:00:00.000Z'],
    ['04.03.2021', '2021-03-04T00:00:00.000Z'],
    ['2021/03/04 05:06', '2021-03-04T05:06:00.000Z'],
    ['20210304', '2021-03-04T00:00:00.000Z'],
    ['1614834367', '2021-03-04T05:06:07.000Z'],
    ['1614834367000', '2021-03-04T05:06:07.000Z'],
    ['4 Mar 2021', '2021-03-04T00:00:00.000Z'],
    ['"March 4, 2021"', '2021-03-04T00:00:00.000Z'],
  ])('without a format, %s is understood', async (written, is) => {
    const { rows } = await tryIngest(`email,at\na@x.org,${written}\n`, orders({ datetime: { column_name: 'at' } }))
    expect(rows.map((row) => time(row))).toEqual([is])
  })

  test('record_time: the incremental column, else the first stream, else the object', async () => {
    const text = 'email,at,changed\na@x.org,2021-01-01,2022-02-02\nb@x.org,,\n'
    const stream = orders({ datetime: { column_name: 'at' } })
    const times = async (config: object) =>
      (await tryIngest(text, config)).rows.map((row) => time(row, 'record_time')?.slice(0, 10))
    expect(await times({ ...stream, incremental_column: 'changed' })).toEqual(['2022-02-02', '2026-01-01'])
    expect(await times(stream)).toEqual(['2021-01-01', '2026-01-01'])
    expect(await times({})).toEqual(['2026-01-01', '2026-01-01'])
  })

  test('a static date', async () => {
    const config = orders({ datetime: { column_name: '2020-02-29', format: 'static_date_iso8601' } })
    expect((await tryIngest('email\na@x.org\n', config)).rows.map((row) => time(row))).toEqual([
      '2020-02-29T00:00:00.000Z',
    ])
  })
})

describe('amounts', () => {
  const value = async (written: string[], more: object = {}) => {
    const text = `email,at,paid\n${written.map((cell) => `a@x.org,2024-01-01,"${cell}"\n`).join('')}`
    const config = orders({ datetime: { column_name: 'at' }, value: { column_name: 'paid', ...more } })
    const { rows, report } = await tryIngest(text, config)
    return { values: rows.map((row) => row.s0_value), rejected: report.rejected }
  }
  test('dollars, as people write them', async () => {
    const written = [
      '12.5',
      '$1,234.50',
      '(12.50)',
      '-$5',
      '1.234,56',
      '19,99',
      '1,234',
      '1 234.5',
      'EUR 7',
      '',
      '1.00005',
    ]
    expect((await value(written, { format: 'currency_dollars' })).values).toEqual([
      12.5,
      1234.5,
      -12.5,
      -5,
      1234.56,
      19.99,
      1234,
      1234.5,
      7,
      null,
      1.0001,
    ])
  })
  test('cents', async () => {
    expect((await value(['1999', '1', '-250'], { format: 'currency_cents' })).values).toEqual([19.99, 0.01, -2.5])
  })
  test('no number, not a number, too many digits', async () => {
    expect(await value(['abc', 'inf', '12.34.5', '999999999999999'])).toMatchObject({ values: [], rejected: 4 })
  })
  test('multiplied by another column', async () => {
    const text = 'email,at,price,n\na@x.org,2024-01-01,0.07,3\na@x.org,2024-01-01,2.55,\na@x.org,2024-01-01,1,x\n'
    const config = orders({ datetime: { column_name: 'at' }, value: { column_name: 'price', multiply_by: 'n' } })
    const { rows, rejects } = await tryIngest(text, config)
    expect(rows.map((row) => row.s0_value)).toEqual([0.21, null])
    expect(records(rejects)).toMatchObject([{ line: '4', reason: 'n "x" is not a number' }])
  })
  test('a product beyond 64 bits is exact, one beyond all amounts costs its row and no other', async () => {
    const text = [
      'email,at,price,n',
      'a@x.org,2024-01-01,4006381333931,2',
      'b@x.org,2024-01-01,50000000000,4006381333931',
      'c@x.org,2024-01-01,2,3',
    ].join('\n')
    const config = orders({ datetime: { column_name: 'at' }, value: { column_name: 'price', multiply_by: 'n' } })
    const { rows, rejects } = await tryIngest(text, config)
    expect(rows.map((row) => row.s0_value)).toEqual([8012762667862, 6])
    expect(records(rejects)).toMatchObject([
      { line: '3', reason: 'value "50000000000" times n "4006381333931" is larger than an amount can be' },
    ])
  })
})

describe('conditions', () => {
  const text =
    'email,at,kind,n\n1,2024-01-01,web,5\n2,2024-01-01,shop,10\n3,2024-01-01,,20\n4,2024-01-01,Web 2,\n5,,web,5\n'
  test.each<[string, object[], string[]]>([
    ['_eq', [{ column_name: 'kind', _eq: 'web' }], ['1']],
    ['_neq leaves nulls out', [{ column_name: 'kind', _neq: 'web' }], ['2', '4']],
    ['_neq with _null', [{ column_name: 'kind', _neq: 'web', _null: true }], ['2', '3', '4']],
    ['_in', [{ column_name: 'kind', _in: ['web', 'shop'] }], ['1', '2']],
    ['_nin', [{ column_name: 'kind', _nin: ['web', 'shop'] }], ['4']],
    ['_gt and _lte', [{ column_name: 'n', _gt: 5, _lte: 20 }], ['2', '3']],
    ['_gte on dates', [{ column_name: 'at', _gte: '2024-01-01', _lt: '2024-01-02' }], ['1', '2', '3', '4']],
    ['_matches finds anywhere', [{ column_name: 'kind', _matches: '(?i)^web' }], ['1', '4']],
    ['_null', [{ column_name: 'n', _null: true }], ['4']],
    ['_nnull', [{ column_name: 'n', _nnull: true }], ['1', '2', '3']],
    ['_eq by number', [{ column_name: 'n', _eq: 10 }], ['2']],
    [
      'optional ones are OR-ed, then AND-ed',
      [
        { column_name: 'kind', _eq: 'web', optional: true },
        { column_name: 'n', _eq: '20', optional: true },
        { column_name: 'n', _lt: 20 },
      ],
      ['1'],
    ],
    ['a quote in a value is text', [{ column_name: 'kind', _eq: "x' OR '1'='1" }], []],
  ])('%s', async (_, conditions, expected) => {
    const { rows } = await tryIngest(text, orders({ datetime: { column_name: 'at' } }, conditions))
    expect(rows.filter((row) => row.s0).map((row) => row.i0_email)).toEqual(expected)
  })
  test.each([
    ['(', 'missing ): ('],
    ['[z-a]', 'invalid character class range: z-a'],
    ['a{1001}', 'invalid repetition size: {1001}'],
    ['\\', 'trailing \\'],
  ])('a broken regular expression refuses the file with a sentence: %s', async (_matches, why) => {
    const config = orders({ datetime: { column_name: 'at' } }, [{ column_name: 'kind', _matches }])
    const { refused } = (await tryIngest(text, config)).report
    expect(refused).toBe(`_matches takes a regular expression in RE2 syntax: ${why}`)
  })
})

describe('properties and traits', () => {
  test('properties are typed by their columns', async () => {
    const text =
      'email,at,n,gift,zip,d,sku\na@x.org,2024-01-01,1.5,yes,02134,2020-01-01,7\nb@x.org,2024-01-01,N/A,no,10001,,8\n'
    const map = { datetime: { column_name: 'at' }, n: { column_name: 'n' }, gift: { column_name: 'gift' } }
    const { rows } = await tryIngest(
      text,
      orders({ ...map, zip: { column_name: 'zip' }, d: { column_name: 'd' }, product: { column_name: 'sku' } }),
    )
    expect(
      rows.map(({ s0_n, s0_gift, s0_zip, s0_d, s0_product }) => [s0_n, s0_gift, s0_zip, s0_d, s0_product]),
    ).toEqual([
      [1.5, true, '02134', Date.UTC(2020, 0, 1), '7'],
      [null, false, '10001', null, '8'],
    ])
  })
  const trait = async (cells: string[], config: object) => {
    const text = `email,x\n${cells.map((cell) => `a@x.org,"${cell}"\n`).join('')}`
    const { rows } = await tryIngest(text, { output_to_traits: { 'my trait': { column_name: 'x', ...config } } })
    return rows.map((row) => row['t_my trait'])
  }
  test('typed by the column; null_values are nothing', async () => {
    expect(await trait(['35', '40', ''], {})).toEqual([35, 40, null])
    expect(await trait(['35', '-1'], { null_values: ['-1'] })).toEqual([35, null])
    expect(await trait(['35-49', 'unknown'], { null_values: ['unknown'] })).toEqual(['35-49', null])
  })
  test('transformation tables', async () => {
    expect(await trait(['M', 'F', 'x'], { transformation_table: { M: 'male', F: 'female' } })).toEqual([
      'male',
      'female',
      'x',
    ])
    expect(await trait(['M', 'F', 'x', ''], { transformation_table: { M: 'male', '*': 'other' } })).toEqual([
      'male',
      'other',
      'other',
      null,
    ])
    expect(await trait(['S', 'L', ''], { transformation_table: { S: 1, '*': 2, '': 0 } })).toEqual([1, 2, 0])
    expect(await trait(['Y', 'N', '?'], { transformation_table: { Y: true, '*': false }, null_values: ['?'] })).toEqual(
      [true, false, null],
    )
    expect(await trait(['1', '2'], { transformation_table: { 1: 10 } })).toEqual([10, 2])
    expect(await trait(['a', 'b'], { transformation_table: { a: 1 } })).toEqual(['1', 'b'])
  })
  test('declared formats', async () => {
    expect(await trait(['a, b,,c', ' , '], { format: 'list_comma_separated' })).toEqual(['a;b;c', null])
    expect(await trait(['a; b'], { format: 'list_semicolon_separated' })).toEqual(['a;b'])
    expect(await trait(['a, b'], { format: 'list_single_value' })).toEqual(['a, b'])
    expect(await trait(['$12.50'], { format: 'currency_dollars' })).toEqual([12.5])
    expect(await trait(['1/2/2020'], { format: 'mm_dd_yyyy_slash' })).toEqual([Date.UTC(2020, 0, 2)])
  })
})

describe('identities', () => {
  test('every key, as written and canonical', async () => {
    const text = [
      'mail,hash,tel,first,last,no,street,city,st,zip,uid,anon,crm',
      ` Ann@X.org ,${'A'.repeat(64)}1,,Ann,Lee,5,Main St,Springfield,IL,62701,u1,an1,17850.0`,
    ].join('\n')
    const { rows } = await tryIngest(text.replace(`${'A'.repeat(64)}1`, 'AB'.repeat(32)), {
      identity_sets: {
        customer: {
          email: 'mail',
          email_hash: 'hash',
          phone: 'tel',
          person_first_name: 'first',
          person_last_name: 'last',
          house_number_and_street: ['no', 'street'],
          city: 'city',
          state: 'st',
          postcode: 'zip',
          user_id: 'uid',
          anonymous_id: 'anon',
          external_ids: { crm: 'crm' },
        },
      },
    })
    expect(rows[0]).toMatchObject({
      i0_email: 'Ann@X.org',
      k0_email: 'ann@x.org',
      i0_email_hash: 'AB'.repeat(32),
      k0_email_hash: 'ab'.repeat(32),
      i0_phone: null,
      k0_phone: null,
      i0_first_name: 'Ann',
      i0_last_name: 'Lee',
      i0_street: '5 Main St',
      i0_city: 'Springfield',
      i0_state: 'IL',
      i0_postcode: '62701',
      i0_user_id: 'u1',
      k0_user_id: 'u1',
      i0_anonymous_id: 'an1',
      k0_anonymous_id: 'an1',
      i0_x_crm: '17850.0',
      k0_x_crm: '17850',
    })
    expect(rows[0]!.k0_name_address).toMatch(/^ann\|lee\|5 main/)
  })
  test('full names and one-line addresses are taken apart; several sets side by side', async () => {
    const text = 'who,where,ship\n"Lee, Ann","5 Main St, Springfield, IL 62701, USA",b@x.org\n'
    const { rows } = await tryIngest(text, {
      identity_sets: { billing: { person_full_name: 'who', freeform_address: 'where' }, shipping: { email: 'ship' } },
    })
    expect(rows[0]).toMatchObject({
      i0_first_name: 'Ann',
      i0_last_name: 'Lee',
      i0_street: '5 Main St',
      i0_city: 'Springfield',
      i0_state: 'IL',
      i0_postcode: '62701',
      i1_email: 'b@x.org',
      k1_email: 'b@x.org',
    })
    expect(rows[0]!.k0_name_address).toBeTruthy()
  })
  test.each([
    ['10 Downing Street, London SW1A 2AA', '10 Downing Street', 'London', null, 'SW1A 2AA'],
    ['1 Rue X, 75001', '1 Rue X', null, null, '75001'],
    ['Hauptstr. 5, Berlin 10115', 'Hauptstr. 5', 'Berlin', null, '10115'],
    ['5 Main St Apt 2, Austin, TX 78701-1234', '5 Main St Apt 2', 'Austin', 'TX', '78701-1234'],
    ['just a street 5', 'just a street 5', null, null, null],
  ])('address %s', async (line, street, city, state, postcode) => {
    const { rows } = await tryIngest(`n,w\nAnn Lee,"${line}"\n`, {
      identity_sets: { c: { person_full_name: 'n', freeform_address: 'w' } },
    })
    expect(rows[0]).toMatchObject({ i0_street: street, i0_city: city, i0_state: state, i0_postcode: postcode })
  })
  test('references, counts, fill rates, sample', async () => {
    const { rows, report } = await tryIngest('email,ref\na@x.org,7\n,8\nb@x.org,\nnull,9\n', {
      reference_key_columns: ['ref'],
    })
    expect(rows.map((row) => row.r_ref)).toEqual(['7', '8', null, '9'])
    expect(report).toMatchObject({ row_count: 4, accepted: 4, identified_count: 2 })
    expect(report.columns).toEqual([
      { name: 'email', data_type: 'string', fill_rate: 0.75, is_nullable: true },
      { name: 'ref', data_type: 'long', fill_rate: 0.75, is_nullable: true },
    ])
    expect(report.sample[0]).toEqual({ email: 'a@x.org', ref: '7' })
  })
})

test('values lie in the order of their numbers, also where few of them were forgotten together', async () => {
  const people = Array.from(
    { length: 3000 },
    (_, n) => `Ann,Lee ${n},${n} Main ${n < 100 ? 'x'.repeat(1000) : 'St'},02134`,
  )
  const person = {
    person_first_name: 'first',
    person_last_name: 'last',
    house_number_and_street: ['street'],
    postcode: 'zip',
  }
  const text = `first,last,street,zip\n${people.join('\n')}\n`
  const { values } = await tryIngest(text, { identity_sets: { c: person } }, 60_000)
  expect(values.map(({ value }) => value)).toEqual(people.map((_, n) => n + 1))
})
