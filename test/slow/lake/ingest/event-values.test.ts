import { expect, test } from 'vitest'
import { compileDataset } from '../../../../shared/lake/ingest/compiled-dataset.ts'
import { decideValue, keyedStreams, mergeValues } from '../../../../shared/lake/ingest/event-values.ts'
import { type SomeConfig, tryIngest, withDefaults } from '../../../golden/ingest/try-ingest.ts'

const config = (more: object = {}, value: object = {}): SomeConfig => ({
  output_to_streams: {
    orders: {
      data_map: { datetime: { column_name: 'at' }, value: { column_name: 'total', ...value } },
      event_key: ['id'],
      ...more,
    },
  },
})

/** The decision over files of lines `[order, total]`. */
async function decided(files: [string, string][][], own: SomeConfig = config()) {
  const reports = []
  for (const lines of files) {
    const rows = lines.map(([id, total], i) => `ann@example.com,2023-01-05T10:00:00Z,${id},${total},${i + 1}`)
    const made = await tryIngest(`email,at,id,total,quantity\n${rows.join('\n')}\n`, own)
    reports.push(made.report.values!)
  }
  const plan = compileDataset(withDefaults(own))
  const [both] = keyedStreams(plan, reports)
  expect(keyedStreams(plan, [...reports].reverse())).toEqual([both])
  return both
}

test('a total that stands on the first line only is the order’s', async () => {
  expect(
    await decided([
      [
        ['1', '54.50'],
        ['1', ''],
        ['2', '20.00'],
      ],
    ]),
  ).toEqual({
    ...{ stream_name: 'orders', value_per: 'event', why: 'only_in_one_line' },
    ...{ quantities: [], line_count: 3, event_count: 2 },
  })
})

test('a total that repeats on every line is the order’s', async () => {
  const file: [string, string][] = [
    ['1', '54.50'],
    ['1', '54.50'],
    ['2', '20.00'],
    ['2', '20.00'],
  ]
  expect(await decided([file])).toMatchObject({ value_per: 'event', why: 'repeating' })
  expect(await decided([file.slice(0, 2), file.slice(2)])).toMatchObject({ value_per: 'event', why: 'repeating' })
})

test('amounts that differ within an order are its lines’', async () => {
  expect(
    await decided([
      [
        ['1', '34.50'],
        ['1', '20.00'],
      ],
      [['2', '5.00']],
    ]),
  ).toMatchObject({
    value_per: 'line',
    why: 'differing',
  })
})

test('one amount everywhere says nothing, and is added up', async () => {
  expect(
    await decided([
      [
        ['1', '10.00'],
        ['1', '10.00'],
        ['2', '10.00'],
        ['2', '10.00'],
      ],
    ]),
  ).toMatchObject({
    value_per: 'line',
    why: 'undecided',
  })
})

test('price times quantity is of a line; the configuration has the last word', async () => {
  const lines: [string, string][] = [
    ['1', '54.50'],
    ['1', '54.50'],
    ['2', '20.00'],
    ['2', '20.00'],
  ]
  expect(await decided([lines], config({}, { multiply_by: 'quantity' }))).toMatchObject({ why: 'multiplied' })
  expect(await decided([lines], config({ value_per: 'line' }))).toMatchObject({ value_per: 'line', why: 'set' })
})

test('one order in twenty may differ by mistake', () => {
  const evidence = { ...mergeValues([]), lines: 200, events: 100, repeating: 99, least: 1, greatest: 9 }
  expect(decideValue({ ...evidence, differing: 1 }, { value_per: undefined, multiplied: false }).value_per).toBe(
    'event',
  )
  expect(decideValue({ ...evidence, differing: 9 }, { value_per: undefined, multiplied: false }).value_per).toBe('line')
})

test('value_per without event_key is refused', () => {
  const { output_to_streams } = config()
  const { event_key: _key, ...stream } = output_to_streams!.orders!
  expect(() =>
    compileDataset(withDefaults({ output_to_streams: { orders: { ...stream, value_per: 'event' } } })),
  ).toThrow('no event_key')
})
