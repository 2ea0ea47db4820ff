import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columnFormats } from '../../../../shared/contract/reading.ts'
import { tryIngest } from '../../../golden/ingest/try-ingest.ts'

/**
 * Values at the ends of numbers and calendars, and the marks that stand beside them in files: zones, signs, digits of
 * other scripts.
 */
const days = ['2024-02-30', '0000-00-00', '294247-01-10', '-5000-1-10', '290309-01-01 (BC)', '9999-12-31', '2024-1-5']
const times = ['', 'T24:00:00', ' 23:59:60', ' 4:00:54.775807']
const zones = ['', 'Z', '+05:30', '-99:99', ' America/New_York', ' UTC', ' Foo/Bar']
const numbers = [
  '4006381333931',
  '-9223372036854',
  '9223372036854.775',
  '1e18',
  '1e309',
  '-1e-400',
  'nan',
  '٣',
  '(1,2.5)',
]

const cell = fc.oneof(
  fc
    .tuple(fc.constantFrom(...days), fc.constantFrom(...times), fc.constantFrom(...zones))
    .map((parts) => parts.join('')),
  fc.constantFrom(...numbers),
  fc.double().map(String),
  fc
    .array(fc.constantFrom('2024', '0', '13', '-', '/', '.', ':', 'T', 'e', '$', '%', ' ', 'Jan', 'PM', '١'), {
      maxLength: 8,
    })
    .map((atoms) => atoms.join('')),
)
const format = fc.constantFrom(...columnFormats.filter((one) => !one.startsWith('static_')), undefined)
const kind = (format: string | undefined) =>
  format === undefined ? 'none' : (/^(currency|list)_/.exec(format)?.[1] ?? 'date')

test('whatever stands in a cell, it costs no more than its row', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 60 }), format, async (cells, format) => {
      const as = { column_name: 'x', ...(format && { format }) }
      const config = {
        output_to_streams: {
          orders: {
            data_map: {
              datetime: kind(format) === 'date' ? as : { column_name: 'x' },
              value: { ...(kind(format) === 'currency' ? as : { column_name: 'x' }), multiply_by: 'x' },
              other: as,
            },
            conditions: [{ column_name: 'x', _gt: '2024-01-01', _lt: 1e9, optional: true }],
          },
        },
        output_to_traits: { said: as, seen: { column_name: 'x' } },
      } as never
      const text = ['email,x', ...cells.map((written) => `a@example.com,"${written}"`), ''].join('\n')
      const { report, rows } = await tryIngest(text, config)
      expect(report.refused).toBeUndefined()
      expect(report.row_count).toBe(cells.length)
      expect(report.accepted + report.rejected).toBe(cells.length)
      expect(rows).toHaveLength(report.accepted)
    }),
    { numRuns: 40 },
  )
})
