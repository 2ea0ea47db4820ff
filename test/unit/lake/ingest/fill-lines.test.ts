import { expect, test } from 'vitest'
import { type SomeConfig, tryIngest } from '../../../golden/ingest/try-ingest.ts'

const header =
  'Name,Email,Financial Status,Total,Created at,Lineitem quantity,Lineitem name,Billing Name,Billing Street,Billing Zip'
const config = (stream: object = {}, more: SomeConfig = {}): SomeConfig => ({
  identity_sets: {
    customer: {
      email: 'Email',
      person_full_name: 'Billing Name',
      house_number_and_street: ['Billing Street'],
      postcode: 'Billing Zip',
    },
  },
  output_to_streams: {
    orders: {
      event_key: ['Name'],
      data_map: {
        datetime: { column_name: 'Created at' },
        value: { column_name: 'Total' },
        product: { column_name: 'Lineitem name' },
      },
      ...stream,
    },
  },
  ...more,
})
const read = async (lines: string[], own = config()) => {
  const made = await tryIngest(`${header}\n${lines.join('\n')}\n`, own)
  expect(made.report.rejected).toBe(0)
  return made
}
const seen = ({ rows }: Awaited<ReturnType<typeof read>>) =>
  rows.map((row) => [
    row.row_number,
    row.i0_email,
    row.i0_last_name,
    row.i0_street,
    row.s0,
    row.s0_value,
    row.s0_product,
  ])

const first = '#1,ann@example.com,paid,54.50,2023-01-05 10:22:30,1,Chair,Ann Lee,1 Elm St,05401'
const later = '#1,,,,,2,Cloth,,,'
const other = '#2,bob@example.com,paid,20,2023-02-05 10:00:00,1,Lamp,Bob Ray,2 Elm St,05401'

test('a later line is given the person and the time of its order, and no value and no product', async () => {
  const made = await read([first, later, other, '#2,,,,,1,,,,'])
  expect(seen(made)).toEqual([
    [1, 'ann@example.com', 'Lee', '1 Elm St', true, 54.5, 'Chair'],
    [2, 'ann@example.com', 'Lee', '1 Elm St', true, null, 'Cloth'],
    [3, 'bob@example.com', 'Ray', '2 Elm St', true, 20, 'Lamp'],
    [4, 'bob@example.com', 'Ray', '2 Elm St', true, null, null],
  ])
  expect(made.rows[1]!.s0_datetime).toEqual(made.rows[0]!.s0_datetime)
  expect(made.rows[1]!.record_time).toEqual(made.rows[0]!.record_time)
  expect(made.report).toMatchObject({ identified_count: 4, values: { orders: { lines: 4, events: 2, single: 2 } } })
})

test('wherever the line with the values stands, also with other orders between', async () => {
  expect(seen(await read([later, other, first])).map((row) => row.slice(1, 5))).toEqual([
    ['ann@example.com', 'Lee', '1 Elm St', true],
    ['bob@example.com', 'Ray', '2 Elm St', true],
    ['ann@example.com', 'Lee', '1 Elm St', true],
  ])
})

test('of two that say something the first one in the file fills', async () => {
  const second = first.replace('ann@', 'anna@')
  const emails = async (lines: string[]) => (await read(lines)).rows.map((row) => row.i0_email)
  expect(await emails([first, second, later])).toEqual(['ann@example.com', 'anna@example.com', 'ann@example.com'])
  expect(await emails([second, first, later])).toEqual(['anna@example.com', 'ann@example.com', 'anna@example.com'])
})

test('a row without a key, and rows of a dataset without one, stay as they are', async () => {
  const blank = ',,,,2023-01-05,1,Rug,,,'
  expect(seen(await read([first, blank, ',eve@example.com,,,2023-01-05,1,Rug,,,'])).map((row) => row[1])).toEqual([
    'ann@example.com',
    null,
    'eve@example.com',
  ])
  const plain = await read([first, later], config({ event_key: undefined }))
  expect(plain.rows.map((row) => [row.i0_email, row.s0])).toEqual([
    ['ann@example.com', true],
    [null, false],
  ])
})

test('a condition on what is said of the order holds for its lines, one on a line for this line alone', async () => {
  const paid = config({ conditions: [{ column_name: 'Financial Status', _eq: 'paid' }] })
  expect(seen(await read([first, later, other], paid)).map((row) => row[4])).toEqual([true, true, true])
  const isOf = (own: object) => config({ conditions: [{ column_name: 'Lineitem name', ...own }] })
  const blankLine = '#1,,,,,1,,,,'
  expect(seen(await read([first, later, blankLine], isOf({ _nnull: true }))).map((row) => row[4])).toEqual([
    true,
    true,
    false,
  ])
  // The total is read as it stands, and stays the order's, though a condition looks at it.
  const large = await read([first, later, other], config({ conditions: [{ column_name: 'Total', _gt: 30 }] }))
  expect(seen(large).map((row) => [row[4], row[5]])).toEqual([
    [true, 54.5],
    [true, null],
    [false, 20],
  ])
})

test('blanks are blanks with white space, and a key is compared without it', async () => {
  const rows = seen(await read([first, '#1 , ,,, ,2,Cloth,,,']))
  expect(rows.map((row) => row.slice(1, 5))).toEqual([
    ['ann@example.com', 'Lee', '1 Elm St', true],
    ['ann@example.com', 'Lee', '1 Elm St', true],
  ])
})

test('a time in two columns, and the columns of upserts', async () => {
  const own: SomeConfig = {
    identity_sets: { customer: { email: 'email' } },
    upsert_columns: ['shop'],
    incremental_column: 'changed',
    output_to_streams: {
      orders: { event_key: ['no'], data_map: { datetime: { column_names: ['day', 'time'] } } },
    },
  }
  const { rows } = await tryIngest(
    'no,email,day,time,shop,changed\n1,a@example.com,2024-01-05,10:00,north,2024-02-01\n1,,,,,\n',
    own,
  )
  expect(rows[1]).toMatchObject({ s0: true, i0_email: 'a@example.com' })
  expect(rows[1]!.s0_datetime).toEqual(rows[0]!.s0_datetime)
  expect(rows[1]!.record_time).toEqual(rows[0]!.record_time)
})
